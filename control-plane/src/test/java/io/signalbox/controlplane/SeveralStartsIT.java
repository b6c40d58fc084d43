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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Several starts on one database and one state directory: who gets in, and who no longer does; and what opens the secrets
 * that an earlier one has stored.
 */
@Order(5) // of the longest
class SeveralStartsIT {

    private static final String TOKENS = "/v1/access-tokens";
    private static final SealingKey OLD = SealingKey.parse("A".repeat(43));
    private static final SealingKey NEW = SealingKey.parse("B" + "A".repeat(42));
    private static final Secret SECRET = Secret.of("s3cret");

    private final DatabaseSettings database = TestDatabase.fresh();
    private final JdbcClient jdbc = TestDatabase.jdbc(database);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void somebodyCanAlwaysGetInAndNobodyWhoWasShutOutAndAnOldKeyMayBeDroppedAfterOneStartWithTheNewOne()
            throws IOException {
        String first;
        Stored before;
        try (ControlPlane running = ControlPlane.start(settings(Optional.empty(), OLD))) {
            first = adminToken();
            Api api = new Api(running.httpPort(), first);
            theLastAdminStays(api);
            before = storedSecrets(api);
        }

        assertThatThrownBy(() -> ControlPlane.start(settings(Optional.of(TestControlPlane.TOKEN), NEW)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("[" + OLD.id() + "]")
                .hasMessageContaining("SIGNALBOX_SECRET_OLD_KEYS");
        assertThat(stored(jdbc)).isEqualTo(before);

        try (ControlPlane running = ControlPlane.start(settings(Optional.of(TestControlPlane.TOKEN), NEW, OLD))) {
            Api api = new Api(running.httpPort(), TestControlPlane.TOKEN);
            assertThat(api.withToken(first).get(TOKENS).status()).isEqualTo(200);
            assertThat(api.delete(TOKENS + "/" + idOf(api, "first-admin")).status())
                    .isEqualTo(204);
        }
        Stored after = stored(jdbc);
        assertThat(after.tls()).doesNotContain(OLD.id()).contains("1.50", "v1:00000000:AAAA");
        assertThat(after.sealed())
                .hasSize(2)
                .allSatisfy(text ->
                        assertThat(new SecretCipher(NEW, List.of()).open(text)).isEqualTo(SECRET));
        assertThat(after.gatewayVersion()).isEqualTo(before.gatewayVersion());

        try (ControlPlane running = ControlPlane.start(settings(Optional.empty(), NEW))) {
            Api api = new Api(running.httpPort(), TestControlPlane.TOKEN);
            assertThat(api.get(TOKENS).status()).isEqualTo(401);
            assertThat(api.withToken(first).get(TOKENS).status()).isEqualTo(401);
            assertThat(api.withToken(adminToken()).get(TOKENS).status()).isEqualTo(200);
        }
        assertThat(stored(jdbc)).isEqualTo(after);
    }

    private static void theLastAdminStays(Api api) {
        String first = idOf(api, "first-admin");
        api.post(TOKENS, json("{'name': 'reader', 'role': 'read_only'}"));

        Api.Answer refused = api.delete(TOKENS + "/" + first);
        String second =
                api.post(TOKENS, json("{'name': 'second', 'role': 'admin'}")).id();

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.invalid()).containsExactly("id invalid");
        assertThat(refused.text("detail")).contains("is the last token that may do everything");
        assertThat(api.delete(TOKENS + "/" + second).status()).isEqualTo(204);
        assertThat(api.delete(TOKENS + "/" + first).status()).isEqualTo(400);
    }

    private static String idOf(Api api, String name) {
        return StreamSupport.stream(api.get(TOKENS).body().get("data").spliterator(), false)
                .filter(token -> token.get("name").asString().equals(name))
                .map(token -> token.get("id").asString())
                .findFirst()
                .orElseThrow();
    }

    private String adminToken() throws IOException {
        return Files.readString(folder.resolve("state/admin-token")).strip();
    }

    private Settings settings(Optional<String> adminToken, SealingKey newest, SealingKey... old) {
        return TestControlPlane.settings(
                folder.resolve("state"),
                database,
                adminToken,
                new SecretSettings(Optional.of(newest), Optional.empty(), List.of(old), Optional.empty()));
    }

    private Stored storedSecrets(Api api) {
        api.newBackendCluster(api.newGateway(), "kafka");
        String sealed = new SecretCipher(OLD, List.of()).seal(SECRET);
        store(
                jdbc,
                json(
                        "{'a': [1.50, {'key': {'$sealed': '%s'}}], 'b': {'$sealed': '%s'}, 'text': %s}",
                        sealed, sealed, Api.string("\"$sealed\": \"v1:00000000:AAAA\"")));
        return stored(jdbc);
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
