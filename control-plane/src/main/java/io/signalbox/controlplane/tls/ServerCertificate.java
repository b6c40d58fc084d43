package io.signalbox.controlplane.tls;

import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.settings.Settings.CertificateFiles;
import io.signalbox.controlplane.settings.TlsSettings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import io.signalbox.credentials.CertificateChain;
import io.signalbox.credentials.PrivateKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The PEM files with which a server shows who it is; by itself, that of the config stream. */
public record ServerCertificate(Path chain, Path key) {

    /** From the settings, or else made here under an own CA. */
    public static ServerCertificate prepare(Settings settings, StateDirectory state) {
        return settings.tls().stream()
                .map(files -> checked(files, TlsSettings.STREAM_CERTIFICATE, TlsSettings.STREAM_KEY))
                .orElseGet(() -> own(settings, state));
    }

    /**
     * Those that the settings name, each by the setting of its certificate.
     *
     * @throws StartException when a file cannot be used, or a key is another certificate's
     */
    public static Map<String, ServerCertificate> given(TlsSettings tls) {
        Map<String, ServerCertificate> given = new LinkedHashMap<>();
        tls.stream()
                .ifPresent(files -> given.put(
                        TlsSettings.STREAM_CERTIFICATE,
                        checked(files, TlsSettings.STREAM_CERTIFICATE, TlsSettings.STREAM_KEY)));
        tls.http()
                .ifPresent(files -> given.put(
                        TlsSettings.HTTP_CERTIFICATE,
                        checked(files, TlsSettings.HTTP_CERTIFICATE, TlsSettings.HTTP_KEY)));
        return given;
    }

    /** The certificate itself, without those that signed it. */
    public X509Certificate leaf() {
        return read("the certificate", chain, CertificateChain::parse).leaf();
    }

    /** Of the own CA in a state directory, once there is one; certificates under it are renewed by themselves. */
    public static Optional<X509Certificate> ownAuthority(Path stateDirectory) {
        Path file = stateDirectory.resolve(StateDirectory.CA_CERTIFICATE);
        return Files.exists(file)
                ? Optional.of(read("the state directory", file, CertificateChain::parse)
                        .leaf())
                : Optional.empty();
    }

    /** Under the own CA, which is made if there is none. */
    static ServerCertificate own(Settings settings, StateDirectory state) {
        new CertificateAuthority(state, Instant.now())
                .prepare(settings.bindAddress(), settings.tls().names());
        return new ServerCertificate(
                state.resolve(CertificateAuthority.SERVER_CERTIFICATE), state.resolve(CertificateAuthority.SERVER_KEY));
    }

    /** An operator's; what is wrong with a file is said under the name of its setting. */
    static ServerCertificate checked(CertificateFiles files, String certificateSetting, String keySetting) {
        CertificateChain chain = read(certificateSetting, files.certificate(), CertificateChain::parse);
        PrivateKey key = read(keySetting, files.key(), PrivateKeys::parse);
        PrivateKeys.mismatch(key, chain).ifPresent(reason -> {
            throw new StartException(keySetting + ": the key in " + files.key() + " " + reason);
        });
        return new ServerCertificate(files.certificate(), files.key());
    }

    @SuppressWarnings("UnusedException") // one line is for the person who started it, and this is it
    private static <T> T read(String setting, Path file, Function<String, T> parse) {
        try {
            return parse.apply(Files.readString(file));
        } catch (IOException e) {
            throw new StartException(setting + ": the file " + file + " cannot be read");
        } catch (IllegalArgumentException e) {
            throw new StartException(setting + ": the file " + file + " " + e.getMessage());
        }
    }
}
