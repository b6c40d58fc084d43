package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What deletes take with them, what stands in their way, and for how long: contract sections 1.6 and 1.10. */
class DeleteIT {

    private static final String SNI = "{'type': 'forward_to_virtual_cluster', 'config': {'type': 'sni'}}";
    private static final List<String> COLLECTIONS = List.of(
            "backend-clusters",
            "virtual-clusters",
            "listeners",
            "schema-registries",
            "static-keys",
            "tls-trust-bundles",
            "data-plane-certificates");

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String backend = api.newBackendCluster(gateway, "kafka");
    private final String virtual = api.newVirtualCluster(gateway, "orders", backend);
    private final String listener = gateway + "/listeners/" + api.newListener(gateway, "main", "[9092]");

    @Test
    void aGatewayGoesInOneDeleteWithWhateverIsBelowItAndWhoeverUsesIt() {
        api.post(listener + "/policies", Api.portMapping(virtual));
        api.post(
                gateway + "/schema-registries",
                json("{'type': 'confluent', 'name': 'r', 'config': {'schema_type': 'avro', 'endpoint': 'http://r'}}"));
        api.post(gateway + "/static-keys", json("{'name': 'k', 'value': '%s'}", "A".repeat(43)));
        api.post(gateway + "/tls-trust-bundles", json("{'name': 'b', 'config': {'trusted_ca': '${env[\\\"C\\\"]}'}}"));

        Api.Answer deleted = api.delete(gateway);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.response().body()).isEmpty();
        assertThat(COLLECTIONS)
                .allSatisfy(collection ->
                        assertThat(api.get(gateway + "/" + collection).status()).isEqualTo(404));
        assertThat(api.delete(gateway).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backend-clusters",
                "virtual-clusters",
                "listeners",
                "schema-registries",
                "static-keys",
                "tls-trust-bundles",
                "data-plane-certificates"
            })
    void whatIsNotThereIs404(String collection) {
        Api.Answer answer = api.delete(gateway + "/" + collection + "/" + UUID.randomUUID());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.text("detail")).contains("was not found in event gateway [");
    }

    @Test
    void aListenerTakesItsPoliciesWithIt() {
        String policy = listener + "/policies/"
                + api.post(listener + "/policies", Api.portMapping(virtual)).id();

        assertThat(api.delete(listener).status()).isEqualTo(204);

        assertThat(api.get(policy).status()).isEqualTo(404);
        assertThat(api.delete(gateway + "/virtual-clusters/" + virtual).status())
                .isEqualTo(204);
    }

    @Test
    void aVirtualClusterThatIsOnlyReachedBySniIsFreeToGo() {
        assertThat(api.post(listener + "/policies", json(SNI)).status()).isEqualTo(201);

        assertThat(api.delete(gateway + "/virtual-clusters/" + virtual).status())
                .isEqualTo(204);
    }

    @Test
    void aVirtualClusterInUseWaitsAMomentForThePolicyToGo() {
        String policy = listener + "/policies/"
                + api.post(listener + "/policies", Api.portMapping(virtual)).id();

        Api.Answer refused = api.delete(gateway + "/virtual-clusters/" + virtual);
        CompletableFuture<Api.Answer> waiting =
                CompletableFuture.supplyAsync(() -> api.delete(gateway + "/virtual-clusters/" + virtual));
        assertThat(api.delete(policy).status()).isEqualTo(204);

        assertThat(refused.invalid()).containsExactly("id invalid");
        assertThat(refused.text("detail")).contains("listener policy [");
        assertThat(waiting.join().status()).isEqualTo(204);
    }

    @Test
    void aPolicyGoesAloneAndTheOthersKeepTheirOrder() {
        List<String> ids = List.of(
                api.post(listener + "/policies", json(SNI)).id(),
                api.post(listener + "/policies", json(SNI)).id(),
                api.post(listener + "/policies", json(SNI)).id());

        assertThat(api.delete(listener + "/policies/" + ids.get(1)).status()).isEqualTo(204);

        assertThat(api.get(listener + "/policy-chain").response().body())
                .isEqualTo(json("{'policies':['%s','%s']}", ids.get(0), ids.get(2)));
        assertThat(api.delete(listener + "/policies/" + ids.get(1)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"'dns_label': 'orders', 'name': 'renamed'", "'dns_label': 'renamed', 'name': 'orders'"})
    void whoeverTakesANameThatIsAboutToBeFreeWaitsForIt(String names) {
        String body = json(
                "{%s, 'destination': {'id': '%s'}, 'acl_mode': 'passthrough', 'authentication': [{'type': 'anonymous'}]}",
                names, backend);

        Api.Answer refused = api.post(gateway + "/virtual-clusters", body);
        CompletableFuture<Api.Answer> waiting =
                CompletableFuture.supplyAsync(() -> api.post(gateway + "/virtual-clusters", body));
        assertThat(api.delete(gateway + "/virtual-clusters/" + virtual).status())
                .isEqualTo(204);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("detail")).contains("[orders] already exists");
        assertThat(waiting.join().status()).isEqualTo(201);
    }
}
