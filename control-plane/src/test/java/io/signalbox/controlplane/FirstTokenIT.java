package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several starts on one database and one state directory: who gets in, and who no longer does. */
class FirstTokenIT {

    private static final String TOKENS = "/v1/access-tokens";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void somebodyCanAlwaysGetInAndNobodyWhoWasShutOut() throws IOException {
        DatabaseSettings database = TestDatabase.fresh();
        String first;
        try (ControlPlane running = start(database, "")) {
            first = Files.readString(folder.resolve("state/admin-token")).strip();
            theLastAdminStays(new Api(running.httpPort(), first));
        }
        try (ControlPlane running = start(database, TestControlPlane.TOKEN)) {
            Api api = new Api(running.httpPort(), TestControlPlane.TOKEN);
            assertThat(api.withToken(first).get(TOKENS).status()).isEqualTo(200);
            assertThat(api.delete(TOKENS + "/" + idOf(api, "first-admin")).status())
                    .isEqualTo(204);
        }
        try (ControlPlane running = start(database, "")) {
            Api api = new Api(running.httpPort(), TestControlPlane.TOKEN);
            assertThat(api.get(TOKENS).status()).isEqualTo(401);
            assertThat(api.withToken(first).get(TOKENS).status()).isEqualTo(401);
            String next = Files.readString(folder.resolve("state/admin-token")).strip();
            assertThat(api.withToken(next).get(TOKENS).status()).isEqualTo(200);
        }
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

    private ControlPlane start(DatabaseSettings database, String adminToken) {
        return ControlPlane.start(
                TestControlPlane.settings(folder.resolve("state"), Optional.of(database), adminToken));
    }
}
