package io.signalbox.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.dataplane.state.StateDirectory;
import io.signalbox.settings.InvalidSettingsException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody listens at the control plane's address: that it is asked, and what of, is tried with a real one. */
class CheckCommandIT {

    private final Instant now = Instant.now();

    @TempDir
    private Path folder;

    private final Map<String, String> settings = new HashMap<>();
    private final StringWriter said = new StringWriter();

    @BeforeEach
    void aNode() throws Exception {
        identity(now.minusSeconds(60), now.plus(Duration.ofDays(90)));
        settings.put("SIGNALBOX_CONTROL_PLANE", "127.0.0.1:1");
        settings.put("SIGNALBOX_GATEWAY_ID", "7b2e0d0e-4a0c-4b58-9a6e-9d9a0c7f3a11");
        settings.put("SIGNALBOX_ADMIN_ADDRESS", "127.0.0.1:0");
        settings.put("SIGNALBOX_STATE_DIR", folder.resolve("state").toString());
        settings.put("SIGNALBOX_CLIENT_CERT_PATH", folder.resolve("node.crt").toString());
        settings.put("SIGNALBOX_CLIENT_KEY_PATH", folder.resolve("node.key").toString());
        settings.put("SIGNALBOX_MAX_CONNECTIONS", "10");
    }

    @Test
    void everythingIsLookedAtAndNothingIsMade() {
        int status = check();

        assertThat(status).as("there is no control plane").isEqualTo(1);
        assertThat(said.toString().lines().filter(line -> !line.startsWith("ok  ")))
                .singleElement()
                .asString()
                .startsWith("FAIL  control plane 127.0.0.1:1: not_reachable: nobody listens there");
        assertThat(said.toString())
                .contains("ok    Java: ", "ok    SIGNALBOX_CLIENT_CERT: CN=node, valid until", "ok    open files: ")
                .contains(
                        "ok    SIGNALBOX_STATE_DIR: " + folder.resolve("state") + " is not there yet, and can be made")
                .contains("ok    SIGNALBOX_CLIENT_KEY_PATH: " + folder.resolve("node.key") + " (rw-------)");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void aKeyThatEverybodyReadsIsSaid() throws Exception {
        Files.setPosixFilePermissions(folder.resolve("node.key"), PosixFilePermissions.fromString("rw-r--r--"));

        check();

        assertThat(said.toString())
                .contains("WARN  SIGNALBOX_CLIENT_KEY_PATH: " + folder.resolve("node.key") + " is open to every user")
                .contains("chmod o= " + folder.resolve("node.key"));
    }

    @Test
    void aCertificateIsJudgedByTheClock() throws Exception {
        identity(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
        check();
        identity(now.minusSeconds(60), now.plus(Duration.ofDays(3)));
        check();
        identity(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(9)));
        check();

        assertThat(said.toString().lines().filter(line -> line.contains("SIGNALBOX_CLIENT_CERT:")))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("FAIL").contains("CN=node has expired at"),
                        line -> assertThat(line).startsWith("WARN").contains("CN=node expires at"),
                        line -> assertThat(line).startsWith("FAIL").contains("is not valid before", "clock"));
    }

    @Test
    void whatIsTakenIsSaid() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                StateDirectory running = StateDirectory.open(folder.resolve("state"))) {
            settings.put("SIGNALBOX_ADMIN_ADDRESS", "127.0.0.1:" + taken.getLocalPort());

            check();

            assertThat(running).isNotNull();
            assertThat(said.toString())
                    .contains("FAIL  SIGNALBOX_ADMIN_ADDRESS: 127.0.0.1:" + taken.getLocalPort() + " cannot be opened")
                    .contains("FAIL  SIGNALBOX_STATE_DIR: " + folder.resolve("state")
                            + " is in use by a running process");
        }
    }

    @Test
    void moreConnectionsThanFilesAreDoubtful() {
        settings.put("SIGNALBOX_MAX_CONNECTIONS", String.valueOf(Integer.MAX_VALUE));

        check();

        assertThat(said.toString()).contains("WARN  open files: ").contains("SIGNALBOX_MAX_CONNECTIONS");
    }

    @Test
    void settingsThatCannotBeReadAreRefusedAsAStartRefusesThem() {
        settings.put("SIGNALBOX_ADMIN_ADRESS", "127.0.0.1:0");

        assertThatThrownBy(this::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("SIGNALBOX_ADMIN_ADRESS");
    }

    private int check() {
        return new CheckCommand(new PrintWriter(said)).run(settings, Map.of());
    }

    private void identity(Instant from, Instant until) throws Exception {
        X509Bundle made = new CertificateBuilder()
                .subject("CN=node")
                .notBefore(from)
                .notAfter(until)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(folder.resolve("node.crt"), made.getCertificatePEM());
        Files.writeString(folder.resolve("node.key"), made.getPrivateKeyPEM());
        Files.setPosixFilePermissions(folder.resolve("node.key"), PosixFilePermissions.fromString("rw-------"));
    }
}
