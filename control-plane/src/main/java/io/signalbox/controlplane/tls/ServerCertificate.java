package io.signalbox.controlplane.tls;

import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.settings.Settings.CertificateFiles;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import io.signalbox.credentials.CertificateChain;
import io.signalbox.credentials.PrivateKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.function.Function;

/** The PEM files with which the config stream's server shows who it is. */
public record ServerCertificate(Path chain, Path key) {

    private static final String CERTIFICATE = "SIGNALBOX_TLS_CERT_PATH";
    private static final String KEY = "SIGNALBOX_TLS_KEY_PATH";

    /** From the settings, or else made here under an own CA. */
    public static ServerCertificate prepare(Settings settings, StateDirectory state) {
        return settings.certificateFiles().map(ServerCertificate::checked).orElseGet(() -> {
            new CertificateAuthority(state, Instant.now()).prepare(settings.bindAddress());
            return new ServerCertificate(
                    state.resolve(CertificateAuthority.SERVER_CERTIFICATE),
                    state.resolve(CertificateAuthority.SERVER_KEY));
        });
    }

    private static ServerCertificate checked(CertificateFiles files) {
        CertificateChain chain = read(CERTIFICATE, files.certificate(), CertificateChain::parse);
        PrivateKey key = read(KEY, files.key(), PrivateKeys::parse);
        PrivateKeys.mismatch(key, chain).ifPresent(reason -> {
            throw new StartException(KEY + ": the key in " + files.key() + " " + reason);
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
