package io.signalbox.dataplane;

import io.signalbox.credentials.CertificateChain;
import io.signalbox.credentials.PrivateKeys;
import io.signalbox.settings.SettingsReader;
import java.security.PrivateKey;
import java.util.Optional;
import java.util.function.Function;

/** By what a control plane knows this node: a certificate, and the key that is its own. */
record NodeCredentials(CertificateChain certificate, PrivateKey key) {

    private static final String CERTIFICATE = "SIGNALBOX_CLIENT_CERT";
    private static final String KEY = "SIGNALBOX_CLIENT_KEY";
    private static final String PATH = "_PATH";

    /** Each from a file or from the setting itself; empty when something is wrong, which the reader then knows. */
    static Optional<NodeCredentials> read(SettingsReader reader) {
        for (String key : new String[] {CERTIFICATE, KEY}) {
            reader.alias(key.replace("SIGNALBOX_", "KONG_KONNECT_"), key);
            reader.alias(key.replace("SIGNALBOX_", "KONG_KONNECT_") + PATH, key + PATH);
        }
        Optional<CertificateChain> certificate = textOrFile(reader, CERTIFICATE, CertificateChain::parse);
        Optional<PrivateKey> key = textOrFile(reader, KEY, PrivateKeys::parse);
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> mismatch = PrivateKeys.mismatch(key.get(), certificate.get());
        if (mismatch.isPresent()) {
            reader.refuse(KEY + PATH, mismatch.get());
            return Optional.empty();
        }
        return Optional.of(new NodeCredentials(certificate.get(), key.get()));
    }

    private static <T> Optional<T> textOrFile(SettingsReader reader, String key, Function<String, T> parser) {
        Optional<String> text = reader.read(key, Function.identity());
        Optional<String> path = reader.read(key + PATH, Function.identity());
        if (text.isPresent() && path.isPresent()) {
            reader.refuse(key, "is set, and " + key + PATH + " is, too: exactly one of the two must be");
        } else if (text.isEmpty() && path.isEmpty()) {
            reader.refuse(key + PATH, "is required, or else " + key);
        } else if (text.isPresent()) {
            return reader.read(key, parser);
        } else {
            return reader.read(key + PATH, file -> parser.apply(PemFile.text(file)));
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "credentials of " + certificate.leaf().getSubjectX500Principal();
    }
}
