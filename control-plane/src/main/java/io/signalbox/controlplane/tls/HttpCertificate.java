package io.signalbox.controlplane.tls;

import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.settings.TlsSettings;
import io.signalbox.controlplane.state.StateDirectory;
import io.signalbox.credentials.CertificateChain;
import io.signalbox.credentials.PrivateKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Optional;

/** The PEM files with which the REST API's server shows who it is; others may take their place while it runs. */
public record HttpCertificate(ServerCertificate files) {

    private static final String ALIAS = "http";

    /** Empty: the REST API is served without TLS. */
    public static Optional<HttpCertificate> prepare(Settings settings, StateDirectory state) {
        TlsSettings tls = settings.tls();
        return tls.http()
                .map(files -> ServerCertificate.checked(files, TlsSettings.HTTP_CERTIFICATE, TlsSettings.HTTP_KEY))
                .or(() -> tls.httpByOwnCa() ? Optional.of(ServerCertificate.own(settings, state)) : Optional.empty())
                .map(HttpCertificate::new);
    }

    /**
     * What the files say now.
     *
     * @throws IOException when one cannot be read
     */
    public Pem read() throws IOException {
        return new Pem(Files.readString(files.chain()), Files.readString(files.key()));
    }

    /** A chain, leaf first, and its key. */
    public record Pem(String chain, String key) {

        /**
         * For a server.
         *
         * @throws IllegalArgumentException when one is no PEM, or they do not belong together
         */
        public KeyStore keyStore() {
            CertificateChain certificates = CertificateChain.parse(chain);
            PrivateKey privateKey = PrivateKeys.parse(key);
            PrivateKeys.mismatch(privateKey, certificates).ifPresent(reason -> {
                throw new IllegalArgumentException("the key " + reason);
            });
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry(
                        ALIAS,
                        privateKey,
                        new char[0],
                        certificates.certificates().toArray(Certificate[]::new));
                return store;
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException("every Java platform has PKCS #12", e);
            }
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Pem[***]";
        }
    }
}
