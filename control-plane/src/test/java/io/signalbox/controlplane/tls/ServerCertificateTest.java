package io.signalbox.controlplane.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.settings.SecretSettings;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.settings.Settings.CertificateFiles;
import io.signalbox.controlplane.settings.TlsSettings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.settings.LogSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate that an operator brings is checked at the start, and not by the first node that connects. */
class ServerCertificateTest {

    private static final Issuer AUTHORITY = Issuer.create(Issuer.KeyKind.EC, "CN=ca", Duration.ofDays(1));
    private static final String CA = AUTHORITY.authority().certificatePem();
    private static final KeyedCertificate SERVER = AUTHORITY.issue(
            Issuer.CertificateRequest.of(Issuer.KeyKind.EC, "CN=server", Duration.ofDays(1), "localhost"));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aWholeChainAndItsKeyAreTaken() throws IOException {
        assertThat(prepare(SERVER.certificatePem() + CA, SERVER.keyPem()).chain())
                .isEqualTo(folder.resolve("chain.pem"));
    }

    @Test
    void whatIsWrongWithAFileIsSaidUnderTheNameOfItsSetting() {
        assertThatThrownBy(() -> prepare(SERVER.certificatePem() + CA.substring(0, 100), SERVER.keyPem()))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("SIGNALBOX_TLS_CERT_PATH: the file ")
                .hasMessageContaining("PEM block 2 [CERTIFICATE] has no END line");
        assertThatThrownBy(
                        () -> prepare(SERVER.certificatePem(), SERVER.keyPem().replace("END", "end")))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("SIGNALBOX_TLS_KEY_PATH: the file ");
        assertThatThrownBy(() -> prepare(CA + SERVER.certificatePem(), SERVER.keyPem()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("the leaf must come first");
        assertThatThrownBy(() -> prepare(CA, SERVER.keyPem()))
                .isInstanceOf(StartException.class)
                .hasMessageEndingWith("does not belong to the certificate");
    }

    private ServerCertificate prepare(String chain, String key) throws IOException {
        CertificateFiles files = new CertificateFiles(
                Files.writeString(folder.resolve("chain.pem"), chain),
                Files.writeString(folder.resolve("key.pem"), key));
        try (StateDirectory state = StateDirectory.open(folder.resolve("state"))) {
            return ServerCertificate.prepare(
                    new Settings(
                            InetAddress.getLoopbackAddress(),
                            0,
                            0,
                            Optional.empty(),
                            folder.resolve("state"),
                            Optional.empty(),
                            Optional.empty(),
                            1,
                            new TlsSettings(Optional.of(files), Optional.empty(), false, List.of()),
                            SecretSettings.NONE,
                            Optional.empty(),
                            Optional.empty(),
                            LogSettings.UNCHANGED,
                            true),
                    state);
        }
    }
}
