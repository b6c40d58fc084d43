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
import java.time.Instant;
import java.util.function.Function;

/** The PEM files with which a server shows who it is; by itself, that of the config stream. */
public record ServerCertificate(Path chain, Path key) {

    /** From the settings, or else made here under an own CA. */
    public static ServerCertificate prepare(Settings settings, StateDirectory state) {
        return settings.tls().stream()
                .map(files -> checked(files, TlsSettings.STREAM_CERTIFICATE, TlsSettings.STREAM_KEY))
                .orElseGet(() -> own(settings, state));
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
