package io.signalbox.controlplane.tls;

import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The PEM files with which the config stream's server shows who it is. */
public record ServerCertificate(Path chain, Path key) {

    /** From the settings, or else made here under an own CA. */
    public static ServerCertificate prepare(Settings settings, StateDirectory state) {
        return settings.certificateFiles()
                .map(files -> new ServerCertificate(
                        readable(files.certificate(), "SIGNALBOX_TLS_CERT_PATH"),
                        readable(files.key(), "SIGNALBOX_TLS_KEY_PATH")))
                .orElseGet(() -> {
                    new CertificateAuthority(state, Instant.now()).prepare(settings.bindAddress());
                    return new ServerCertificate(
                            state.resolve(CertificateAuthority.SERVER_CERTIFICATE),
                            state.resolve(CertificateAuthority.SERVER_KEY));
                });
    }

    private static Path readable(Path file, String setting) {
        if (!Files.isReadable(file)) {
            throw new StartException(setting + ": the file " + file + " cannot be read");
        }
        return file;
    }
}
