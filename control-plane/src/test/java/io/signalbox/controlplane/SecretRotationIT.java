package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.secret.Secret;
import io.signalbox.controlplane.secret.SecretCipher;
import io.signalbox.controlplane.settings.SealingKey;
import io.signalbox.controlplane.settings.SecretSettings;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import io.signalbox.controlplane.state.StartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Several starts on one database, each with other keys. */
@Order(5) // of the longest
class SecretRotationIT {

    private static final SealingKey OLD = SealingKey.parse("A".repeat(43));
    private static final SealingKey NEW = SealingKey.parse("B" + "A".repeat(42));
    private static final Secret SECRET = Secret.of("s3cret");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void anOldKeyMayBeDroppedAfterOneStartWithTheNewOne() {
        DatabaseSettings database = TestDatabase.fresh();
        JdbcClient jdbc = TestDatabase.jdbc(database);
        String sealed = new SecretCipher(OLD, List.of()).seal(SECRET);
        Stored before;
        try (ControlPlane running = ControlPlane.start(settings(database, OLD))) {
            Api api = new Api(running.httpPort(), TestControlPlane.TOKEN);
            api.newBackendCluster(api.newGateway(), "kafka");
            store(
                    jdbc,
                    json(
                            "{'a': [1.50, {'key': {'$sealed': '%s'}}], 'b': {'$sealed': '%s'}, 'text': %s}",
                            sealed, sealed, Api.string("\"$sealed\": \"v1:00000000:AAAA\"")));
            before = stored(jdbc);
        }

        assertThatThrownBy(() -> ControlPlane.start(settings(database, NEW)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("[" + OLD.id() + "]")
                .hasMessageContaining("SIGNALBOX_SECRET_OLD_KEYS");
        assertThat(stored(jdbc)).isEqualTo(before);
        ControlPlane.start(settings(database, NEW, OLD)).close();
        Stored after = stored(jdbc);
        ControlPlane.start(settings(database, NEW)).close();

        assertThat(after.tls()).doesNotContain(OLD.id()).contains("1.50", "v1:00000000:AAAA");
        assertThat(after.sealed())
                .hasSize(2)
                .allSatisfy(text ->
                        assertThat(new SecretCipher(NEW, List.of()).open(text)).isEqualTo(SECRET));
        assertThat(after.gatewayVersion()).isEqualTo(before.gatewayVersion());
        assertThat(stored(jdbc)).isEqualTo(after);
    }

    private Settings settings(DatabaseSettings database, SealingKey newest, SealingKey... old) {
        return TestControlPlane.settings(
                folder.resolve("control plane"),
                Optional.of(database),
                new SecretSettings(Optional.of(newest), Optional.empty(), List.of(old), Optional.empty()));
    }

    private static void store(JdbcClient jdbc, String tls) {
        jdbc.sql("update entity set spec = spec || jsonb_build_object('tls', cast(:tls as jsonb))")
                .param("tls", tls)
                .update();
    }

    private static Stored stored(JdbcClient jdbc) {
        return new Stored(
                jdbc.sql("select spec -> 'tls' from entity").query(String.class).single(),
                jdbc.sql("select version from event_gateway").query(Long.class).single());
    }

    private record Stored(String tls, long gatewayVersion) {
        List<String> sealed() {
            return Pattern.compile("(?<!\\\\)\"\\$sealed\": \"([^\"]+)\"")
                    .matcher(tls)
                    .results()
                    .map(match -> match.group(1))
                    .toList();
        }
    }
}
