package io.signalbox.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.connection.Limits;
import io.signalbox.dataplane.login.Logins;
import io.signalbox.dataplane.transport.CongestionControl;
import io.signalbox.dataplane.transport.Descriptors;
import io.signalbox.routing.HostPort;
import io.signalbox.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String GATEWAY = "9524ec7d-36d9-465d-a8c5-83a3c9390458";

    private static final KeyedCertificate NODE =
            Issuer.create(Issuer.KeyKind.EC, "CN=node", Duration.ofDays(1)).authority();

    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void whatMustBeThere() throws IOException {
        String certificate = Files.writeString(folder.resolve("node.crt"), NODE.certificatePem())
                .toString();
        String key =
                Files.writeString(folder.resolve("node.key"), NODE.keyPem()).toString();
        environment.put("SIGNALBOX_CONTROL_PLANE", "cp1:9465,[::1]:9466");
        environment.put("SIGNALBOX_GATEWAY_ID", GATEWAY);
        environment.put("SIGNALBOX_CLIENT_CERT_PATH", certificate);
        environment.put("SIGNALBOX_CLIENT_KEY_PATH", key);
    }

    @Test
    void theRestHasDefaults() {
        Settings settings = read();

        assertThat(settings.controlPlanes()).containsExactly(new HostPort("cp1", 9465), new HostPort("::1", 9466));
        assertThat(settings.controlPlaneCa()).isEmpty();
        assertThat(settings.gatewayId()).hasToString(GATEWAY);
        assertThat(settings.adminAddress().getPort()).isEqualTo(8081);
        assertThat(settings.adminAddress().getAddress().isLoopbackAddress()).isTrue();
        assertThat(settings.limits().times().drain()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.shutdown()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.limits().maxRequestBytes()).isEqualTo(104_857_600);
        assertThat(settings.limits().connections())
                .isEqualTo(Limits.Connections.atMost(
                        Limits.Connections.standard(Descriptors.now().allowed())));
        assertThat(settings.limits().times()).isEqualTo(Limits.Times.standard());
        assertThat(settings.limits().maxInFlight()).isEqualTo(4_096);
        assertThat(settings.limits().bytesPerSecond()).isEmpty();
        assertThat(settings.loginDelays()).isEqualTo(Logins.Delays.STANDARD);
        assertThat(settings.eventLoops()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(settings.congestionControl()).isEqualTo(CongestionControl.OF_THE_KERNEL);
        assertThat(settings.accessLog()).isFalse();
        assertThat(settings.stateDir()).endsWithRaw(Path.of("signalbox", "node"));
    }

    @Test
    void everyKeyIsRead() {
        environment.put("SIGNALBOX_CONTROL_PLANE_CA", environment.get("SIGNALBOX_CLIENT_CERT_PATH"));
        environment.put("SIGNALBOX_STATE_DIR", "state");
        environment.put("SIGNALBOX_ADMIN_ADDRESS", "[::1]:0");
        environment.put("SIGNALBOX_DRAIN_DURATION", "1s");
        environment.put("SIGNALBOX_SHUTDOWN_TIMEOUT", "2s");
        environment.put("SIGNALBOX_MAX_REQUEST_BYTES", "2048");
        environment.put("SIGNALBOX_MAX_REQUESTS_IN_FLIGHT", "8");
        environment.put("SIGNALBOX_MAX_BYTE_RATE_PER_VIRTUAL_CLUSTER", "1000000");
        environment.put("SIGNALBOX_MAX_CONNECTIONS", "7");
        environment.put("SIGNALBOX_MAX_CONNECTIONS_PER_LISTENER", "6");
        environment.put("SIGNALBOX_MAX_CONNECTIONS_PER_VIRTUAL_CLUSTER", "5");
        environment.put("SIGNALBOX_MAX_CONNECTIONS_PER_ADDRESS", "4");
        environment.put("SIGNALBOX_MAX_CONNECTION_RATE_PER_ADDRESS", "3");
        environment.put("SIGNALBOX_HANDSHAKE_TIMEOUT", "3s");
        environment.put("SIGNALBOX_FIRST_REQUEST_TIMEOUT", "4s");
        environment.put("SIGNALBOX_REQUEST_TIMEOUT", "6s");
        environment.put("SIGNALBOX_LOGIN_TIMEOUT", "5s");
        environment.put("SIGNALBOX_IDLE_TIMEOUT", "10m");
        environment.put("SIGNALBOX_LOGIN_FAILURE_DELAY", "0s");
        environment.put("SIGNALBOX_LOGIN_FAILURE_DELAY_MAX", "9s");
        environment.put("SIGNALBOX_EVENT_LOOPS", "3");
        environment.put("SIGNALBOX_TCP_CONGESTION_CONTROL", "cubic");
        environment.put("SIGNALBOX_ACCESS_LOG", "on");
        environment.put("SIGNALBOX_PROXY_PROTOCOL_FROM", "10.0.0.0/8, 192.0.2.7,2001:db8::/32");

        Settings settings = read();

        assertThat(settings.accessLog()).isTrue();
        assertThat(settings.controlPlaneCa()).isPresent();
        assertThat(settings.stateDir()).isEqualTo(Path.of("state"));
        assertThat(settings.adminAddress().getAddress().getHostAddress()).isEqualTo("0:0:0:0:0:0:0:1");
        assertThat(settings.limits().times().drain()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.shutdown()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.limits().maxRequestBytes()).isEqualTo(2_048);
        assertThat(settings.limits().maxInFlight()).isEqualTo(8);
        assertThat(settings.limits().bytesPerSecond()).hasValue(1_000_000);
        assertThat(settings.limits().connections())
                .isEqualTo(new Limits.Connections(
                        7, OptionalInt.of(6), OptionalInt.of(5), OptionalInt.of(4), OptionalInt.of(3)));
        assertThat(settings.limits().times())
                .isEqualTo(new Limits.Times(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Optional.of(Duration.ofMinutes(10)),
                        Duration.ofSeconds(1)));
        assertThat(settings.loginDelays()).isEqualTo(new Logins.Delays(Duration.ZERO, Duration.ofSeconds(9)));
        assertThat(settings.trustedProxies().networks()).hasSize(3);
        assertThat(settings.eventLoops()).isEqualTo(3);
        assertThat(settings.congestionControl()).isEqualTo(CongestionControl.named("cubic"));
    }

    @Test
    void aCaThatIsNotWholeIsRefusedByItsBlock() throws IOException {
        String cutOff = NODE.certificatePem() + NODE.certificatePem().substring(0, 100);
        environment.put(
                "SIGNALBOX_CONTROL_PLANE_CA",
                Files.writeString(folder.resolve("ca.crt"), cutOff).toString());

        assertThatThrownBy(this::read)
                .hasMessageContaining("SIGNALBOX_CONTROL_PLANE_CA: ")
                .hasMessageContaining("PEM block 2 [CERTIFICATE] has no END line: it is cut off");
    }

    @Test
    void theNamesOfTheOriginalAreAcceptedToo() {
        environment.put("KONG_KONNECT_GATEWAY_CLUSTER_ID", environment.remove("SIGNALBOX_GATEWAY_ID"));
        environment.put("KONG_KONNECT_CLIENT_CERT_PATH", environment.remove("SIGNALBOX_CLIENT_CERT_PATH"));
        environment.put("KONG_KONNECT_CLIENT_KEY_PATH", environment.remove("SIGNALBOX_CLIENT_KEY_PATH"));
        environment.put("KEG__RUNTIME__DRAIN_DURATION", "3s");
        environment.put("KEG__RUNTIME__SHUTDOWN_TIMEOUT", "4s");

        Settings settings = read();

        assertThat(settings.gatewayId()).hasToString(GATEWAY);
        assertThat(settings.limits().times().drain()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.shutdown()).isEqualTo(Duration.ofSeconds(4));
    }

    @ParameterizedTest
    @CsvSource({
        "SIGNALBOX_CONTROL_PLANE, localhost",
        "SIGNALBOX_CONTROL_PLANE, 'cp1:9465,'",
        "SIGNALBOX_CONTROL_PLANE_CA, no-such-file",
        "SIGNALBOX_GATEWAY_ID, gateway",
        "SIGNALBOX_GATEWAY_ID, 1-1-1-1-1",
        "SIGNALBOX_CLIENT_CERT_PATH, no-such-file",
        "SIGNALBOX_CLIENT_KEY_PATH, .",
        "SIGNALBOX_ADMIN_ADDRESS, 8081",
        "SIGNALBOX_ADMIN_ADDRESS, no-such-host.invalid:8081",
        "SIGNALBOX_DRAIN_DURATION, 5",
        "SIGNALBOX_SHUTDOWN_TIMEOUT, soon",
        "SIGNALBOX_MAX_REQUEST_BYTES, 1",
        "SIGNALBOX_MAX_CONNECTIONS, 0",
        "SIGNALBOX_MAX_CONNECTIONS_PER_ADDRESS, 0",
        "SIGNALBOX_MAX_CONNECTION_RATE_PER_ADDRESS, 1.5",
        "SIGNALBOX_MAX_REQUESTS_IN_FLIGHT, none",
        "SIGNALBOX_MAX_BYTE_RATE_PER_VIRTUAL_CLUSTER, 1023",
        "SIGNALBOX_HANDSHAKE_TIMEOUT, 0s",
        "SIGNALBOX_IDLE_TIMEOUT, 25h",
        "SIGNALBOX_LOGIN_FAILURE_DELAY_MAX, 61s",
        "SIGNALBOX_EVENT_LOOPS, many",
        "SIGNALBOX_ACCESS_LOG, yes",
        "SIGNALBOX_PROXY_PROTOCOL_FROM, 10.0.0.0/33",
        "SIGNALBOX_PROXY_PROTOCOL_FROM, 10.0.0.0/8;192.0.2.1",
        "SIGNALBOX_PROXY_PROTOCOL_FROM, balancer.example.com",
        "SIGNALBOX_PROXY_PROTOCOL_FROM, 2001:db8::/129",
        "SIGNALBOX_TCP_CONGESTION_CONTROL, Cubic",
        "SIGNALBOX_TCP_CONGESTION_CONTROL, cubic reno",
        "SIGNALBOX_TCP_CONGESTION_CONTROL, sixteen-letters-",
        "SIGNALBOX_TYPO, x"
    })
    void aBadValueIsRefusedByItsKey(String key, String value) {
        environment.put(key, value);

        assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.reasons()).singleElement().asString().startsWith(key + ": "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGNALBOX", "KONG_KONNECT"})
    void certificateAndKeyMayBeGivenAsTexts(String prefix) {
        environment.remove("SIGNALBOX_CLIENT_CERT_PATH");
        environment.remove("SIGNALBOX_CLIENT_KEY_PATH");
        environment.put(prefix + "_CLIENT_CERT", NODE.certificatePem());
        environment.put(prefix + "_CLIENT_KEY", NODE.keyPem());

        NodeCredentials credentials = read().credentials();

        assertThat(credentials.certificate().leaf()).isEqualTo(NODE.certificate());
        assertThat(credentials.key()).isEqualTo(NODE.key());
        assertThat(read().toString()).doesNotContain("PRIVATE");
    }

    @Test
    void aTextAndAFileForTheSameAreOneTooMany() {
        environment.put("KONG_KONNECT_CLIENT_KEY", NODE.keyPem());

        assertThatThrownBy(this::read).hasMessageContaining("SIGNALBOX_CLIENT_KEY: is set, and");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedAtTheStart() throws IOException {
        KeyedCertificate other =
                Issuer.create(Issuer.KeyKind.EC, "CN=other", Duration.ofDays(1)).authority();
        Files.writeString(folder.resolve("node.key"), other.keyPem());

        assertThatThrownBy(this::read)
                .hasMessageContaining("SIGNALBOX_CLIENT_KEY_PATH: does not belong to the certificate");
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutBeingRepeated() throws IOException {
        Files.writeString(folder.resolve("node.key"), "s3cret");

        assertThatThrownBy(this::read)
                .hasMessageContaining("SIGNALBOX_CLIENT_KEY_PATH: ")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIGNALBOX_CONTROL_PLANE",
                "SIGNALBOX_GATEWAY_ID",
                "SIGNALBOX_CLIENT_CERT_PATH",
                "SIGNALBOX_CLIENT_KEY_PATH"
            })
    void aMissingKeyIsNamed(String key) {
        environment.remove(key);

        assertThatThrownBy(this::read).hasMessageContaining(key + ": is required");
    }

    private Settings read() {
        return Settings.read(environment, Map.of());
    }
}
