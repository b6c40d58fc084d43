package io.signalbox.dataplane;

import static org.assertj.core.api.Assertions.assertThatIOException;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says when it cannot start. */
class DataPlaneTest {

    @Test
    void aCongestionControlThatThePlatformDoesNotTakeIsNamedWithItsSetting(@TempDir Path folder) throws IOException {
        KeyedCertificate known =
                Issuer.create(Issuer.KeyKind.EC, "CN=node", Duration.ofDays(1)).authority();
        Settings settings = Settings.read(
                Map.of(
                        "SIGNALBOX_CONTROL_PLANE", "127.0.0.1:1",
                        "SIGNALBOX_GATEWAY_ID", "9524ec7d-36d9-465d-a8c5-83a3c9390458",
                        "SIGNALBOX_CLIENT_CERT_PATH", file(folder, "node.crt", known.certificatePem()),
                        "SIGNALBOX_CLIENT_KEY_PATH", file(folder, "node.key", known.keyPem()),
                        "SIGNALBOX_STATE_DIR", folder.toString(),
                        "SIGNALBOX_ADMIN_ADDRESS", "127.0.0.1:0",
                        "SIGNALBOX_TCP_CONGESTION_CONTROL", "no-such-thing"),
                Map.of());

        assertThatIOException()
                .isThrownBy(() -> new DataPlane(settings).close())
                .withMessageStartingWith("SIGNALBOX_TCP_CONGESTION_CONTROL: ")
                .withMessageContaining("[no-such-thing]");
    }

    private static String file(Path folder, String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
