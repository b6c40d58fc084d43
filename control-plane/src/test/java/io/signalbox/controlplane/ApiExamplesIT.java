package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** The document's own examples are accepted, and what is answered has the properties that the document says. */
class ApiExamplesIT {

    private static final Path DOCUMENT = Path.of("..", "api-spec", "openapi.yaml");
    private static final String GATEWAYS = "/event-gateways";
    private static final String GATEWAY = GATEWAYS + "/{gatewayId}";
    private static final JsonMapper JSON = new JsonMapper();
    private static Map<String, Object> document = Map.of();

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();

    @BeforeAll
    static void read() throws IOException {
        document = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(DOCUMENT));
    }

    @ParameterizedTest
    @CsvSource({
        "backend-clusters,        backendClusterId,       BackendCluster",
        "virtual-clusters,        virtualClusterId,       VirtualCluster",
        "listeners,               eventGatewayListenerId, EventGatewayListener",
        "schema-registries,       schemaRegistryId,       SchemaRegistry",
        "static-keys,             staticKeyId,            EventGatewayStaticKey",
        "tls-trust-bundles,       tlsTrustBundleId,       TLSTrustBundle",
        "data-plane-certificates, certificateId,          EventGatewayDataPlaneCertificate"
    })
    void whatItShowsOfACollectionCanBeSentAsItIs(String collection, String parameter, String schema) {
        String one = GATEWAY + "/" + collection + "/{" + parameter + "}";
        if (collection.equals("virtual-clusters")) {
            api.post(gateway + "/backend-clusters", example(GATEWAY + "/backend-clusters", "post"));
        }

        Api.Answer created = api.post(gateway + "/" + collection, example(GATEWAY + "/" + collection, "post"));
        String path = gateway + "/" + collection + "/" + created.id();
        Api.Answer read = api.get(path);

        assertThat(created.status()).as(created.response().body()).isEqualTo(201);
        checkProperties(created, schema);
        assertThat(read.body()).isEqualTo(created.body());
        if (at(document, "paths", one).containsKey("put")) {
            Api.Answer replaced = api.put(path, example(one, "put"));
            assertThat(replaced.status()).as(replaced.response().body()).isEqualTo(200);
            checkProperties(replaced, schema);
        }
    }

    @Test
    void whatItShowsOfGatewaysCanBeSentAsItIs() {
        Api.Answer created = api.post("/v1" + GATEWAYS, example(GATEWAYS, "post"));
        String path = "/v1" + GATEWAYS + "/" + created.id();

        Api.Answer replaced = api.put(path, example(GATEWAY, "put"));
        Api.Answer patched = api.patch(path, example(GATEWAY, "patch"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(List.of(replaced.status(), patched.status())).containsOnly(200);
        List.of(created, replaced, patched).forEach(answer -> checkProperties(answer, "EventGatewayInfo"));
        assertThat(api.delete(path).status()).isEqualTo(204);
    }

    private static String example(String path, String method) {
        return JSON.writeValueAsString(at(document, "paths", path, method, "requestBody", "content", "application/json")
                .get("example"));
    }

    private static void checkProperties(Api.Answer answer, String schema) {
        Map<String, Object> declared = at(document, "components", "schemas", schema);

        assertThat(at(declared, "properties").keySet())
                .containsAll(answer.body().propertyNames());
        assertThat(answer.body().propertyNames())
                .containsAll(((Collection<?>) declared.getOrDefault("required", List.of()))
                        .stream().map(String::valueOf).toList());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> at(Map<String, Object> map, String... keys) {
        Map<String, Object> found = map;
        for (String key : keys) {
            assertThat(found).containsKey(key);
            found = (Map<String, Object>) Objects.requireNonNull(found.get(key));
        }
        return found;
    }
}
