package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GatewayIT {

    private static final String GATEWAYS = "/v1/event-gateways";

    private final Api api = TestControlPlane.shared().api();

    @Test
    void aNewGatewayHasItsDefaults() {
        String name = unique();

        Api.Answer created = api.post(GATEWAYS, json("{'name': '%s'}", name));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.contentType()).startsWith("application/json");
        assertThat(created.text("name")).isEqualTo(name);
        assertThat(created.text("description")).isEmpty();
        assertThat(created.text("version")).isEqualTo("v1.1");
        assertThat(created.text("min_runtime_version")).isEqualTo("1.2");
        assertThat(created.body().get("labels")).isEmpty();
        assertThat(created.body().get("nodes_total").intValue()).isZero();
        assertThat(created.body().get("virtual_clusters_total").intValue()).isZero();
        assertThat(created.text("created_at")).endsWith("Z").isEqualTo(created.text("updated_at"));
        assertThat(api.get(GATEWAYS + "/" + created.id()).body()).isEqualTo(created.body());
    }

    @Test
    void aPutMergesAndAPatchClears() {
        String gateway = api.newGateway();
        String name = api.get(gateway).text("name");

        Api.Answer put = api.put(gateway, json("{'description': 'd', 'labels': {'a': 'b'}}"));
        Api.Answer again = api.put(gateway, put.body().toString());
        Api.Answer patched =
                api.patch(gateway, json("{'description': null, 'labels': null, 'min_runtime_version': null}"));

        assertThat(put.text("name")).isEqualTo(name);
        assertThat(put.text("version")).isEqualTo("v1.2");
        assertThat(again.body()).as("a write that changes nothing").isEqualTo(put.body());
        assertThat(patched.text("description")).isEmpty();
        assertThat(patched.body().get("labels")).isEmpty();
        assertThat(patched.text("min_runtime_version")).isEqualTo("1.2");
        assertThat(patched.text("version")).isEqualTo("v1.3");
    }

    @Test
    void aNameThatIsTakenIsAConflict() {
        String gateway = api.newGateway();
        String name = api.get(gateway).text("name");

        Api.Answer second = api.post(GATEWAYS, json("{'name': '%s'}", name));
        Api.Answer renamed = api.put(api.newGateway(), json("{'name': '%s'}", name));

        assertThat(List.of(second.status(), renamed.status())).containsExactly(409, 409);
        assertThat(second.contentType()).isEqualTo("application/problem+json");
        assertThat(second.text("detail")).contains("[" + name + "] already exists");
    }

    @Test
    void aDeleteTakesEverythingBelowWithIt() {
        String gateway = api.newGateway();
        String backend = api.newBackendCluster(gateway, "kafka");
        String virtual = api.newVirtualCluster(gateway, "orders", backend);
        String listener = api.newListener(gateway, "main", "[9092]");
        api.post(gateway + "/listeners/" + listener + "/policies", Api.portMapping(virtual));

        assertThat(api.delete(gateway).status()).isEqualTo(204);

        assertThat(api.get(gateway).status()).isEqualTo(404);
        assertThat(api.get(gateway + "/listeners").status()).isEqualTo(404);
        assertThat(api.delete(gateway).status()).isEqualTo(404);
    }

    @Test
    void everyChangeBelowCountsTheVersionUpByOneAndReadsDoNot() {
        String gateway = api.newGateway();
        String backend = api.newBackendCluster(gateway, "kafka");
        String virtual = api.newVirtualCluster(gateway, "orders", backend);
        String body = Api.virtualCluster("orders", backend);

        api.put(gateway + "/virtual-clusters/" + virtual, body);
        api.get(gateway + "/virtual-clusters");
        api.post(gateway + "/virtual-clusters", "{}");

        assertThat(api.get(gateway).text("version")).isEqualTo("v1.3");
        api.put(
                gateway + "/virtual-clusters/" + virtual,
                body.replace("'", "\"").replaceFirst("\\{", "{\"description\": \"new\","));
        assertThat(api.get(gateway).text("version")).isEqualTo("v1.4");
        api.delete(gateway + "/virtual-clusters/" + virtual);
        assertThat(api.get(gateway).text("version")).isEqualTo("v1.5");
    }

    @Test
    void concurrentWritersToOneGatewayAllSucceedAndEachGetsAVersion() {
        String gateway = api.newGateway();
        ExecutorService threads = Executors.newFixedThreadPool(12);

        List<CompletableFuture<Integer>> writes = IntStream.range(0, 60)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> api.post(
                                        gateway + "/listeners",
                                        json("{'name': 'l%s', 'addresses': ['::'], 'ports': [%s]}", i, 9000 + i))
                                .status(),
                        threads))
                .toList();

        assertThat(writes).allSatisfy(write -> assertThat(write.join()).isEqualTo(201));
        assertThat(api.get(gateway).text("version")).isEqualTo("v1.61");
        threads.shutdown();
    }

    @Test
    void sameNamesAtTheSameTimeGiveOneGatewayAndConflicts() {
        String body = json("{'name': '%s'}", unique());
        ExecutorService threads = Executors.newFixedThreadPool(4);

        List<CompletableFuture<Integer>> writes = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> api.post(GATEWAYS, body).status(), threads))
                .toList();

        assertThat(writes.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(201, 409, 409, 409);
        threads.shutdown();
    }

    @Test
    void pagesShowEveryRowOnceInTheOrderOfCreation() {
        String gateway = api.newGateway();
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            created.add(api.newBackendCluster(gateway, "kafka-" + i));
        }

        List<String> seen = new ArrayList<>();
        String path = gateway + "/backend-clusters?page[size]=3&filter[name][contains]=KAFKA";
        int pages = 0;
        while (path != null) {
            Api.Answer page = api.get(path);
            page.body().get("data").forEach(row -> seen.add(row.get("id").asString()));
            var next = page.body().get("meta").get("page").get("next");
            path = next.isNull() ? null : next.asString();
            pages++;
        }

        assertThat(seen).isEqualTo(created);
        assertThat(pages).isEqualTo(3);
        assertThat(api.get(gateway + "/backend-clusters?page[size]=&page[after]=")
                        .body()
                        .get("data"))
                .hasSize(7);
        assertThat(api.get(gateway + "/backend-clusters?filter[name][contains]=-5")
                        .body()
                        .get("data"))
                .hasSize(1);
        assertThat(api.get(gateway + "/backend-clusters?filter[name][contains]=%25")
                        .body()
                        .get("data"))
                .isEmpty();
    }

    @Test
    void badQueriesAreRefusedWithEverythingThatIsWrong() {
        Api.Answer answer = api.get(GATEWAYS + "?page[size]=x&page[after]=y&filter[color][eq]=red");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.invalid())
                .containsExactlyInAnyOrder(
                        "page[size] is_integer", "page[after] invalid", "filter[color][eq] unknown_property");
    }

    @Test
    void readOnlyPropertiesAreUnknownInAPostAndInAPatch() {
        String gateway = api.newGateway();

        assertThat(api.post(GATEWAYS, json("{'name': 'x', 'id': '1', 'version': 'v1'}"))
                        .invalid())
                .containsExactly("id unknown_property", "version unknown_property");
        assertThat(api.patch(gateway, json("{'nodes_total': 1}")).invalid())
                .containsExactly("nodes_total unknown_property");
        assertThat(api.post(GATEWAYS, json("{'name': 'x', 'min_runtime_version': '9.9'}"))
                        .invalid())
                .containsExactly("min_runtime_version invalid");
        assertThat(api.post(GATEWAYS, json("{'name': 'x', 'min_runtime_version': 'new'}"))
                        .invalid())
                .containsExactly("min_runtime_version matches_regex");
    }

    private static String unique() {
        return "g-" + UUID.randomUUID();
    }
}
