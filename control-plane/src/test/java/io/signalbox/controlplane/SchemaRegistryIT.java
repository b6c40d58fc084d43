package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.proto.config.v1.WireSchemaRegistry;
import io.signalbox.proto.config.v1.WireSchemaType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

class SchemaRegistryIT {

    private static final String MINIMAL =
            "{'type': 'confluent', 'name': '%s', 'config': {'schema_type': 'avro', 'endpoint': 'http://registry:8081'}}";
    private static final String WITH_PASSWORD =
            "{'type': 'confluent', 'name': 'r', 'config': {'schema_type': 'json', 'endpoint': 'https://r.example.com/a',"
                    + " 'timeout_seconds': 3,"
                    + " 'authentication': {'type': 'basic', 'username': 'u', 'password': '%s'}}}";

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String registries = gateway + "/schema-registries";

    @Test
    void aNewOneHasItsDefaultsAndAPutOfWhatWasReadChangesNothing() {
        Api.Answer created = api.post(registries, json(MINIMAL, "r"));
        String version = api.get(gateway).text("version");

        Api.Answer put = api.put(registries + "/" + created.id(), created.body().toString());

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "type", "name", "description", "config", "labels", "created_at", "updated_at");
        assertThat(created.body().get("config").toString())
                .isEqualTo(json("{'schema_type':'avro','endpoint':'http://registry:8081','timeout_seconds':10}"));
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEqualTo(created.body());
        assertThat(api.get(registries + "/" + created.id()).body()).isEqualTo(created.body());
        assertThat(api.get(gateway).text("version")).isEqualTo(version);
    }

    @Test
    void nodesAreSentItWithItsPasswordAndWhenItIsGone() throws Exception {
        String id = api.post(registries, json(WITH_PASSWORD, "s3cret")).id();
        var identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);

        try (TestNode node = new TestNode(TestControlPlane.shared(), identity)) {
            node.hello(gateway);
            WireSchemaRegistry before =
                    node.until(api.version(gateway)).resource(id).orElseThrow().getSchemaRegistry();
            api.put(registries + "/" + id, json(WITH_PASSWORD, "other"));
            WireSchemaRegistry changed =
                    node.until(api.version(gateway)).resource(id).orElseThrow().getSchemaRegistry();
            api.delete(registries + "/" + id);
            TestNode.Received after = node.until(api.version(gateway));

            assertThat(before.getBasic().getPassword()).isEqualTo("s3cret");
            assertThat(changed.getBasic().getPassword()).isEqualTo("other");
            assertThat(changed.getSchemaType())
                    .isEqualTo(before.getSchemaType())
                    .isNotEqualTo(WireSchemaType.SCHEMA_TYPE_UNSPECIFIED);
            assertThat(after.resource(id)).isEmpty();
        }
    }

    @Test
    void aLiteralPasswordIsNeitherShownNorStoredInClearAndKeptByAPutThatLeavesItOut() {
        Api.Answer created = api.post(registries, json(WITH_PASSWORD, "s3cret"));
        String path = registries + "/" + created.id();
        String version = api.get(gateway).text("version");

        Api.Answer put = api.put(path, created.body().toString());

        assertThat(created.body().get("config").get("authentication").toString())
                .isEqualTo(json("{'type':'basic','username':'u'}"));
        assertThat(created.response().body()).doesNotContain("s3cret");
        assertThat(stored(created.id())).contains("$sealed").doesNotContain("s3cret");
        assertThat(put.body()).isEqualTo(created.body());
        assertThat(api.get(gateway).text("version")).isEqualTo(version);
        assertThat(api.put(path, json(WITH_PASSWORD, "other")).status()).isEqualTo(200);
        assertThat(api.get(gateway).text("version")).isNotEqualTo(version);
    }

    @Test
    void aReferenceIsShownAndStoredAsItIs() {
        Api.Answer created = api.post(registries, json(WITH_PASSWORD, "${env[\\\"P\\\"]}"));

        assertThat(created.body()
                        .get("config")
                        .get("authentication")
                        .get("password")
                        .asString())
                .isEqualTo("${env[\"P\"]}");
        assertThat(stored(created.id())).doesNotContain("$sealed");
    }

    @Test
    void aPasswordThatIsLeftOutWhereNoneIsStoredIsRequired() {
        Api.Answer created = api.post(registries, json(MINIMAL, "r"));
        String withoutPassword = json(WITH_PASSWORD, "x").replace(", \"password\": \"x\"", "");

        assertThat(api.put(registries + "/" + created.id(), withoutPassword).invalid())
                .containsExactly("config.authentication.password required");
        assertThat(api.post(registries, withoutPassword).invalid())
                .containsExactly("config.authentication.password required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'type': 'apicurio'                                    | type enum",
                "'config': {}        | config.schema_type required,config.endpoint required",
                "'config': {'schema_type': 'protobuf', 'endpoint': ''} | config.schema_type enum,config.endpoint min_length",
                "'config': {'schema_type': 'avro', 'endpoint': 'a b'}  | config.endpoint invalid",
                "'config': {'schema_type': 'avro', 'endpoint': 'ftp://a'} | config.endpoint invalid",
                "'config': {'schema_type': 'avro', 'endpoint': 'registry:8081'} | config.endpoint invalid",
                "'config': {'schema_type': 'avro', 'endpoint': 'http://schema_registry:8081'} | ``",
                "'config': {'schema_type': 'avro', 'endpoint': 'http://r', 'timeout_seconds': 0} | config.timeout_seconds min",
                "'config': {'schema_type': 'avro', 'endpoint': 'http://r', 'x': 0} | config.x unknown_property",
                "'config': {'schema_type': 'avro', 'endpoint': 'http://r', 'authentication': {}}"
                        + " | config.authentication.type required",
                "'config': {'schema_type': 'avro', 'endpoint': 'http://r', 'authentication': {'type': 'oauth'}}"
                        + " | config.authentication.type enum",
                "'config': {'schema_type': 'avro', 'endpoint': 'http://r', 'authentication':"
                        + " {'type': 'basic', 'username': '', 'password': '${vault.x}'}}"
                        + " | config.authentication.username min_length,config.authentication.password invalid",
                "'name': '-'                                           | name matches_regex"
            })
    void itsMistakesAreNamed(String change, String expected) {
        ObjectNode body = (ObjectNode) api.post(registries, json(MINIMAL, "r")).body();
        body.setAll((ObjectNode) Api.tree(json("{%s}", change)));

        Api.Answer answer = api.put(registries + "/" + body.get("id").asString(), body.toString());

        assertThat(answer.status()).isEqualTo(expected.isEmpty() ? 200 : 400);
        assertThat(String.join(",", answer.invalid())).isEqualTo(expected);
    }

    @Test
    void namesAreUniqueWithinTheirGatewayAndFilterTheList() {
        String first = api.post(registries, json(MINIMAL, "Orders")).id();
        String second = api.post(registries, json(MINIMAL, "payments")).id();

        Api.Answer again = api.post(registries, json(MINIMAL, "Orders"));
        Api.Answer renamed = api.put(registries + "/" + second, json(MINIMAL, "Orders"));
        Api.Answer list = api.get(registries + "?page[size]=1");

        assertThat(List.of(again.status(), renamed.status())).containsOnly(409);
        assertThat(again.text("detail"))
                .isEqualTo("A schema registry with name [Orders] already exists in this event gateway");
        assertThat(list.body().get("data").get(0).get("id").asString()).isEqualTo(first);
        assertThat(list.body().get("meta").get("page").get("next").asString()).contains("page%5Bafter%5D");
        assertThat(api.get(registries + "?filter[name][contains]=ORD").body().get("data"))
                .hasSize(1);
        assertThat(api.post(api.newGateway() + "/schema-registries", json(MINIMAL, "Orders"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void itIsDeletedOnceAndNotFoundAfterwards() {
        String path =
                registries + "/" + api.post(registries, json(MINIMAL, "r")).id();

        assertThat(api.delete(path).status()).isEqualTo(204);

        assertThat(api.delete(path).status()).isEqualTo(404);
        assertThat(api.get(path).text("detail")).startsWith("Schema registry [");
        assertThat(api.put(path, json(MINIMAL, "r")).status()).isEqualTo(404);
        assertThat(api.patch(path, "{}").status()).isEqualTo(405);
    }

    private static String stored(String id) {
        return TestControlPlane.shared()
                .part(JdbcClient.class)
                .sql("select spec -> 'config' from entity where id = cast(:id as uuid)")
                .param("id", id)
                .query(String.class)
                .single();
    }
}
