package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class AccessTokenIT {

    private static final String TOKENS = "/v1/access-tokens";

    private final Api api = TestControlPlane.shared().api();
    private final JdbcClient jdbc = TestControlPlane.shared().part(JdbcClient.class);
    private final String name = "ci " + UUID.randomUUID();

    @Test
    void aTokenIsToldOnceAndStoredAsAHash() {
        Api.Answer created = create("admin");
        String text = created.text("token");

        JsonNode listed = listed();

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().propertyNames()).containsExactly("id", "name", "role", "token", "created_at");
        assertThat(text).startsWith("sbx_").hasSize(47);
        assertThat(listed.propertyNames()).containsExactly("id", "name", "role", "created_at");
        assertThat(listed.get("id").asString()).isEqualTo(created.id());
        assertThat(listed.get("role").asString()).isEqualTo("admin");
        assertThat(jdbc.sql("select t::text from access_token t where name = :name")
                        .param("name", name)
                        .query(String.class)
                        .single())
                .doesNotContain(text, text.substring(4));
    }

    @Test
    void aReaderMayReadAndAskAndNothingElse() {
        String gateway = api.newGateway();
        String listener = gateway + "/listeners/" + api.newListener(gateway, "main", "[9092]");
        Api reader = api.withToken(create("read_only").text("token"));

        Api.Answer write = reader.post("/v1/event-gateways", json("{'name': 'x'}"));

        assertThat(write.status()).isEqualTo(403);
        assertThat(write.contentType()).isEqualTo("application/problem+json");
        assertThat(write.text("title")).isEqualTo("Forbidden");
        assertThat(write.text("detail")).isEqualTo("The token [" + name + "] is read-only");
        assertThat(reader.get(listener).status()).isEqualTo(200);
        assertThat(reader.get(TOKENS).status()).isEqualTo(200);
        assertThat(reader.post(listener + "/route-preview", json("{'local_port': 9092, 'tls': false}"))
                        .status())
                .isEqualTo(200);
        assertThat(reader.post(
                                listener.replace("listeners", "%6Cisteners") + "/route-preview",
                                json("{'local_port': 9092, 'tls': false}"))
                        .status())
                .isEqualTo(403);
        assertThat(reader.put(listener, "{}").status()).isEqualTo(403);
        assertThat(reader.patch(gateway, "{}").status()).isEqualTo(403);
        assertThat(reader.delete(gateway).status()).isEqualTo(403);
        assertThat(reader.post(TOKENS, body("admin")).status()).isEqualTo(403);
    }

    @Test
    void whatATokenDoesGoesByItsName() {
        Api admin = api.withToken(create("admin").text("token"));

        String gateway = admin.newGateway();

        assertThat(api.get(gateway + "/changes")
                        .body()
                        .get("data")
                        .get(0)
                        .get("changed_by")
                        .asString())
                .isEqualTo(name);
    }

    @Test
    void aCallerIsToldWhatItsTokenIsKnownAsAndNeverTheToken() {
        Api.Answer created = api.post(
                TOKENS, json("{'name': '%s', 'role': 'read_only', 'expires_at': '2127-01-31T12:00:00Z'}", name));
        String token = created.text("token");

        JsonNode reader = api.withToken(token).get("/v1/whoami").body();
        JsonNode admin = api.get("/v1/whoami").body();

        assertThat(reader)
                .isEqualTo(Api.tree(
                        json("{'name': '%s', 'role': 'read_only', 'expires_at': '2127-01-31T12:00:00Z'}", name)));
        assertThat(admin).isEqualTo(Api.tree(json("{'name': 'SIGNALBOX_ADMIN_TOKEN', 'role': 'admin'}")));
        assertThat(api.withToken("").get("/v1/whoami").status()).isEqualTo(401);
    }

    @Test
    void aRevokedTokenIsUnknownAtOnceAndItsNameFree() {
        Api.Answer created = create("admin");
        Api revoked = api.withToken(created.text("token"));
        assertThat(revoked.get(TOKENS).status()).isEqualTo(200);

        assertThat(api.delete(TOKENS + "/" + created.id()).status()).isEqualTo(204);

        assertThat(revoked.get(TOKENS).status()).isEqualTo(401);
        assertThat(api.delete(TOKENS + "/" + created.id()).status()).isEqualTo(404);
        assertThat(create("read_only").status()).isEqualTo(201);
    }

    @Test
    void anExpiredTokenIsUnknown() {
        Api.Answer created = api.post(
                TOKENS, json("{'name': '%s', 'role': 'admin', 'expires_at': '2127-01-31T12:00:00+01:00'}", name));
        Api later = api.withToken(created.text("token"));
        assertThat(created.text("expires_at")).isEqualTo("2127-01-31T11:00:00Z");
        assertThat(later.get(TOKENS).status()).isEqualTo(200);

        jdbc.sql("update access_token set expires_at = now() where name = :name")
                .param("name", name)
                .update();

        assertThat(later.get(TOKENS).status()).isEqualTo(401);
    }

    @Test
    void itsUseIsWrittenDownOnceAMinute() {
        Api used = api.withToken(create("read_only").text("token"));

        used.get(TOKENS);
        String first = listed().get("last_used_at").asString();
        used.get(TOKENS);
        String second = listed().get("last_used_at").asString();
        jdbc.sql("update access_token set last_used_at = now() - interval '61 seconds' where name = :name")
                .param("name", name)
                .update();
        used.get(TOKENS);
        String third = listed().get("last_used_at").asString();

        assertThat(Instant.parse(first)).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
        assertThat(second).isEqualTo(first);
        assertThat(Instant.parse(third)).isAfter(Instant.parse(first));
    }

    @Test
    void aNameIsTakenOnce() {
        create("admin");

        Api.Answer again = create("read_only");

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("detail"))
                .isEqualTo("An access token with name [" + name + "] already exists in this installation");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                        | name required, role required",
                "{'name': '', 'role': 'root', 'token': 'x'}                | name min_length, role enum,"
                        + " token unknown_property",
                "{'name': 'first-admin', 'role': 'admin'}                  | name invalid",
                "{'name': 'SIGNALBOX_ADMIN_TOKEN', 'role': 'admin'}        | name invalid",
                "{'name': 'oidc:me', 'role': 'admin'}                      | name invalid",
                "{'name': 'a', 'role': 'admin', 'expires_at': 'tomorrow'}  | expires_at is_date_time",
                "{'name': 'a', 'role': 'admin', 'expires_at': '+99999-01-01T00:00:00Z'} | expires_at is_date_time",
                "{'name': 'a', 'role': 'admin', 'expires_at': '2020-01-01T00:00:00Z'}   | expires_at invalid"
            })
    void whatIsWrongWithARequestIsNamed(String body, String expected) {
        Api.Answer answer = api.post(TOKENS, json(body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(String.join(", ", answer.invalid())).isEqualTo(expected);
    }

    private Api.Answer create(String role) {
        return api.post(TOKENS, body(role));
    }

    private String body(String role) {
        return json("{'name': '%s', 'role': '%s'}", name, role);
    }

    private JsonNode listed() {
        return api.get(TOKENS + "?filter[name][contains]=" + name.replace(" ", "%20"))
                .body()
                .get("data")
                .get(0);
    }
}
