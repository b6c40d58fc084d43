package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A document is applied that does not name all there is, and the rest is to go. */
class PruningIT {

    private static final String NOTHING = "{event_gateways: [{ref: main}]}";

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();

    /** {@code list} is below the gateway; of it all go from {@code first} on, up to {@code count}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "virtual_clusters/0/cluster_policies | 0 | 1 | delete cluster_policy who",
                "virtual_clusters/0/produce_policies | 2 | 1 | delete produce_policy -",
                "virtual_clusters/0/consume_policies | 0 | 3 |"
                        + " delete consume_policy -, delete consume_policy -, delete consume_policy -",
                "virtual_clusters/0/consume_policies | 4 | 1 | delete consume_policy marks",
                "listeners/0/policies                | 0 | 1 | delete listener_policy tls",
                "listeners                           | 0 | 1 | delete listener_policy names,"
                        + " delete listener_policy -, delete listener_policy tls, delete listener edge",
                "data_plane_certificates             | 0 | 1 | delete data_plane_certificate node-1",
                "data_plane_certificates             | 1 | 1 | delete data_plane_certificate -",
            })
    void whatIsNotNamedIsDeletedAndTheRestStays(String list, int first, int count, String deleted) {
        api.post(gateway + "/apply", DeclarationIT.EVERY_KIND);
        JsonNode whole = settled();
        JsonNode document = without(whole, list, first, count);

        Api.Answer kept = api.post(gateway + "/apply?dry_run=true", document.toString());
        Api.Answer planned = api.post(gateway + "/apply?prune=true&dry_run=true", document.toString());
        JsonNode before = api.get(gateway + "/export").body();
        Api.Answer pruned = api.post(gateway + "/apply?prune=true", document.toString());
        Api.Answer again = api.post(gateway + "/apply?prune=true", document.toString());

        assertThat(steps(kept)).noneMatch(step -> step.startsWith("delete"));
        assertThat(before).isEqualTo(whole);
        assertThat(steps(planned)).containsExactly(deleted.split(", "));
        assertThat(pruned.body().get("changes")).isEqualTo(planned.body().get("changes"));
        assertThat(pruned.body().at("/summary/delete").intValue()).isEqualTo(deleted.split(", ").length);
        assertThat(again.body().get("changes")).isEmpty();
        assertThat(comparable(api.get(gateway + "/export").body())).isEqualTo(comparable(document));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "virtual_clusters  | virtual cluster [orders] | listener policy",
                "backend_clusters  | backend cluster [kafka] | virtual cluster [orders]",
                "schema_registries | schema registry [registry] | consume policy",
                "static_keys       | static key [key] | produce policy",
                "tls_trust_bundles | TLS trust bundle [partners] | listener policy [tls]",
            })
    void whatIsInUseIsNotDeletedAndItsUsersAreNamed(String list, String inUse, String user) {
        api.post(gateway + "/apply", DeclarationIT.EVERY_KIND);
        JsonNode document = without(settled(), list, 0, 1);
        String version = api.get(gateway).text("version");

        Api.Answer answer = api.post(gateway + "/apply?prune=true", document.toString());

        assertThat(answer.status()).isEqualTo(400);
        JsonNode refused = answer.body().at("/invalid_parameters/0");
        assertThat(refused.get("field").asString()).isEqualTo("event_gateways[0]." + list);
        assertThat(refused.get("reason").asString())
                .startsWith("must name " + inUse)
                .contains("which is in use by " + user);
        assertThat(answer.body().get("invalid_parameters")).hasSize(1);
        assertThat(api.get(gateway).text("version")).isEqualTo(version);
    }

    @Test
    void aGatewayOfWhichNothingIsNamedIsEmptyAfterwardsAndTheChangeLogSaysSo() {
        api.post(gateway + "/apply", DeclarationIT.EVERY_KIND);

        Api.Answer pruned = api.post(gateway + "/apply?prune=true", NOTHING);

        assertThat(pruned.status()).as(pruned.response().body()).isEqualTo(200);
        assertThat(pruned.body().at("/summary/delete").intValue()).isEqualTo(20);
        assertThat(comparable(api.get(gateway + "/export").body())
                        .at("/event_gateways/0")
                        .propertyNames())
                .doesNotContain("virtual_clusters", "listeners", "backend_clusters", "static_keys");
        assertThat(api.get(gateway + "/changes?page[size]=20")
                        .body()
                        .get("data")
                        .valueStream()
                        .filter(entry -> entry.get("version").asString().equals(pruned.text("version")))
                        .filter(entry -> entry.get("action").asString().equals("deleted")))
                .hasSize(20);
        assertThat(api.post(gateway + "/apply?prune=true", NOTHING).body().get("changes"))
                .isEmpty();
    }

    @Test
    void aParentOfAPolicyThatIsNamedIsNotDeleted() {
        api.post(gateway + "/apply", DeclarationIT.EVERY_KIND);
        String cluster = gateway + "/virtual-clusters/"
                + api.get(gateway + "/virtual-clusters").body().at("/data/0/id").asString();
        String parent =
                api.get(cluster + "/produce-policies").body().at("/0/id").asString();
        JsonNode document = without(settled(), "virtual_clusters/0/produce_policies", 0, 1);
        ((ObjectNode) document.at("/event_gateways/0/virtual_clusters/0/produce_policies/0"))
                .put("parent_policy_id", parent);

        Api.Answer answer = api.post(gateway + "/apply?prune=true", document.toString());

        assertThat(answer.invalid()).containsExactly("event_gateways[0].virtual_clusters[0].produce_policies invalid");
    }

    @Test
    void whatGoesLeavesItsNamesToOthers() {
        api.post(gateway + "/apply", DeclarationIT.EVERY_KIND);
        ObjectNode document = (ObjectNode) without(settled(), "listeners", 0, 1);
        ((ObjectNode) document.at("/event_gateways/0/virtual_clusters/0"))
                .put("name", "sales")
                .put("ref", "sales");

        Api.Answer pruned = api.post(gateway + "/apply?prune=true", document.toString());

        assertThat(pruned.status()).as(pruned.response().body()).isEqualTo(200);
        assertThat(steps(pruned)).contains("delete virtual_cluster orders", "create virtual_cluster sales");
        assertThat(api.get(gateway + "/virtual-clusters")
                        .body()
                        .at("/data/0/dns_label")
                        .asString())
                .isEqualTo("orders");
    }

    @Test
    void theParameterIsTrueOrFalse() {
        assertThat(api.post(gateway + "/apply?prune=1&dry_run=2", NOTHING).invalid())
                .containsExactlyInAnyOrder("prune is_boolean", "dry_run is_boolean");
    }

    /** What was named by id is named by name from now on. */
    private JsonNode settled() {
        JsonNode document = api.get(gateway + "/export").body();
        api.post(gateway + "/apply", document.toString());
        return api.get(gateway + "/export").body();
    }

    private static JsonNode without(JsonNode whole, String list, int first, int count) {
        JsonNode document = whole.deepCopy();
        ArrayNode items = (ArrayNode) document.at("/event_gateways/0/" + list);
        for (int i = 0; i < count; i++) {
            items.remove(first);
        }
        return document;
    }

    /** An empty list and none are the same, and refs are made anew in each export. */
    private static JsonNode comparable(JsonNode document) {
        JsonNode copy = document.deepCopy();
        normalize(copy);
        return copy;
    }

    private static void normalize(JsonNode node) {
        node.values().forEach(PruningIT::normalize);
        if (node instanceof ObjectNode object) {
            object.remove("ref");
            List.copyOf(object.propertyNames()).stream()
                    .filter(name ->
                            object.get(name).isArray() && object.get(name).isEmpty())
                    .forEach(object::remove);
        }
    }

    private static List<String> steps(Api.Answer plan) {
        List<String> steps = new ArrayList<>();
        plan.body()
                .get("changes")
                .forEach(step -> steps.add(step.get("action").asString() + " "
                        + step.get("type").asString() + " "
                        + step.path("name").asString("-")));
        return steps;
    }
}
