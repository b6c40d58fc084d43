package io.signalbox.controlplane.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {

    private static final Instant NOW = Instant.parse("2026-08-21T10:15:30Z");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theServersCertificateIsSignedByTheCaAndNamesTheLoopback() throws Exception {
        try (StateDirectory state = StateDirectory.open(folder.resolve("state"))) {
            prepare(state, NOW, "127.0.0.1");

            X509Certificate authority = certificate(state, "ca.crt");
            X509Certificate server = certificate(state, "server.crt");
            server.verify(authority.getPublicKey());
            assertThat(server.getSubjectAlternativeNames())
                    .contains(List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
            assertThat(authority.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(3_650)));
            for (String key : List.of("ca.key", "server.key")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(key))))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void theServersCertificateIsKeptUntilItIsAboutToExpireAndTheCaIsKept() throws Exception {
        try (StateDirectory state = StateDirectory.open(folder.resolve("state"))) {
            prepare(state, NOW, "127.0.0.1");
            String authority = state.read("ca.crt").orElseThrow();
            String server = state.read("server.crt").orElseThrow();

            prepare(state, NOW.plus(Duration.ofDays(334)), "127.0.0.1");
            assertThat(state.read("server.crt")).contains(server);
            prepare(state, NOW.plus(Duration.ofDays(336)), "127.0.0.1");

            assertThat(state.read("server.crt").orElseThrow()).isNotEqualTo(server);
            assertThat(state.read("ca.crt")).contains(authority);
        }
    }

    @Test
    void anotherBindAddressNeedsAnotherCertificate() throws Exception {
        try (StateDirectory state = StateDirectory.open(folder.resolve("state"))) {
            prepare(state, NOW, "127.0.0.1");

            prepare(state, NOW, "192.0.2.7");

            assertThat(certificate(state, "server.crt").getSubjectAlternativeNames())
                    .contains(List.of(7, "192.0.2.7"));
        }
    }

    @Test
    void aFileThatIsDamagedIsNamed() throws Exception {
        try (StateDirectory state = StateDirectory.open(folder.resolve("state"))) {
            prepare(state, NOW, "127.0.0.1");
            String server = state.read("server.crt").orElseThrow();
            state.write("server.crt", server.substring(0, server.length() / 2));

            assertThatThrownBy(() -> prepare(state, NOW, "127.0.0.1"))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(
                            "server.crt: the file cannot be used: PEM block 1 [CERTIFICATE] has no END line");
        }
    }

    private static void prepare(StateDirectory state, Instant now, String address) throws Exception {
        new CertificateAuthority(state, now).prepare(InetAddress.getByName(address), List.of());
    }

    private static X509Certificate certificate(StateDirectory state, String file) throws Exception {
        byte[] pem = state.read(file).orElseThrow().getBytes(StandardCharsets.US_ASCII);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }
}
