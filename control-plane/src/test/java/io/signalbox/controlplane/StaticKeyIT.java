package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class StaticKeyIT {

    private static final String KEY = "A".repeat(43) + "=";

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String keys = gateway + "/static-keys";

    @Test
    void aLiteralIsNeitherShownNorStoredInClear() {
        Api.Answer created = api.post(keys, json("{'name': 'k', 'value': '%s', 'labels': {'a': 'b'}}", KEY));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().propertyNames())
                .containsExactlyInAnyOrder("id", "name", "description", "labels", "created_at", "updated_at");
        assertThat(stored(created.id())).contains("$sealed").doesNotContain("AAAAAAAA");
        assertThat(api.get(keys + "/" + created.id()).body()).isEqualTo(created.body());
        assertThat(api.get(keys).response().body()).doesNotContain("value");
    }

    @Test
    void aReferenceIsShownAsItIs() {
        Api.Answer created = api.post(keys, json("{'name': 'k', 'value': '%s'}", "${env[\\\"STATIC_KEY_VALUE\\\"]}"));

        assertThat(created.text("value")).isEqualTo("${env[\"STATIC_KEY_VALUE\"]}");
        assertThat(api.get(keys).body().get("data").get(0)).isEqualTo(created.body());
        assertThat(stored(created.id())).doesNotContain("$sealed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                          | value required,name required",
                "{'name': 'k', 'value': ''}                  | value min_length",
                "{'name': 'k', 'value': 1}                   | value is_string",
                "{'name': 'k', 'value': 'no!'}               | value is_base64",
                "{'name': 'k', 'value': 'AAAA'}              | value invalid",
                "{'name': 'k', 'value': '${env[K]}'}         | value invalid",
                "{'name': 'k', 'value': 'AAAA', 'id': 'x'}   | value invalid,id unknown_property"
            })
    void itsMistakesAreNamedAndTheKeyIsNotRepeated(String body, String expected) {
        Api.Answer answer = api.post(keys, json(body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(String.join(",", answer.invalid())).isEqualTo(expected);
        assertThat(answer.response().body()).doesNotContain("AAAA", "no!");
    }

    @Test
    void aLineEndAfterTheKeyDoesNoHarm() {
        assertThat(api.post(keys, json("{'name': 'k', 'value': '%s\\n'}", KEY)).status())
                .isEqualTo(201);
    }

    @Test
    void itIsNeverChangedButMayBeReplacedUnderTheSameNameAtOnce() {
        String body = json("{'name': 'k', 'value': '%s'}", KEY);
        String path = keys + "/" + api.post(keys, body).id();

        Api.Answer put = api.put(path, body);
        Api.Answer patch = api.patch(path, "{}");
        Api.Answer taken = api.post(keys, body);

        assertThat(put.status()).isEqualTo(405);
        assertThat(patch.status()).isEqualTo(405);
        assertThat(put.response().headers().firstValue("allow").orElse(""))
                .contains("GET", "DELETE")
                .doesNotContain("PUT");
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.text("detail")).isEqualTo("A static key with name [k] already exists in this event gateway");
        assertThat(api.delete(path).status()).isEqualTo(204);
        assertThat(api.delete(path).status()).isEqualTo(404);
        assertThat(api.post(keys, body).status()).isEqualTo(201);
    }

    @Test
    void nodesAreSentItAndWhenItIsGone() throws Exception {
        String literal =
                api.post(keys, json("{'name': 'literal', 'value': '%s'}", KEY)).id();
        String named = api.post(keys, json("{'name': 'named', 'value': '%s'}", "${env[\\\"KEY\\\"]}"))
                .id();
        var identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);

        try (TestNode node = new TestNode(TestControlPlane.shared(), identity)) {
            node.hello(gateway);
            TestNode.Received before = node.until(api.version(gateway));
            api.delete(keys + "/" + literal);
            TestNode.Received after = node.until(api.version(gateway));

            assertThat(before.resource(literal).orElseThrow().getStaticKey().getValue())
                    .isEqualTo(KEY);
            assertThat(before.resource(named).orElseThrow().getStaticKey().getValue())
                    .isEqualTo("${env[\"KEY\"]}");
            assertThat(after.resource(literal)).isEmpty();
            assertThat(after.resource(named)).isPresent();
        }
    }

    private static String stored(String id) {
        return TestControlPlane.shared()
                .part(JdbcClient.class)
                .sql("select spec -> 'value' from entity where id = cast(:id as uuid)")
                .param("id", id)
                .query(String.class)
                .single();
    }
}
