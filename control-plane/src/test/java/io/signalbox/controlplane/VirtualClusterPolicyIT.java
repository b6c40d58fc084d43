package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The families of policies that are not served yet. */
class VirtualClusterPolicyIT {

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String cluster = gateway + "/virtual-clusters/"
            + api.newVirtualCluster(gateway, "orders", api.newBackendCluster(gateway, "kafka"));

    @ParameterizedTest
    @ValueSource(strings = {"consume", "produce", "cluster"})
    void nothingCanBeDeclaredThatNobodyWouldEnforce(String family) {
        String policies = cluster + "/" + family + "-policies";
        String body = json("{'type': 'acls', 'config': {}}");

        List<Api.Answer> answers = List.of(
                api.post(policies, body),
                api.post(policies + "?before=" + UUID.randomUUID(), body),
                api.put(cluster + "/" + family + "-policy-chain", json("{'policies': []}")));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(501);
            assertThat(answer.contentType()).isEqualTo("application/problem+json");
            assertThat(answer.text("title")).isEqualTo("Not Implemented");
            assertThat(answer.text("detail")).contains("The " + family + " policies");
            assertThat(answer.text("instance")).startsWith("kong:trace:");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"consume", "produce", "cluster"})
    void noIdIsThatOfAPolicy(String family) {
        String one = cluster + "/" + family + "-policies/" + UUID.randomUUID();
        String body = json("{'type': 'acls', 'config': {}}");

        List<Api.Answer> answers = List.of(
                api.get(one),
                api.put(one, body),
                api.patch(one, "{}"),
                api.delete(one),
                api.post(one + "/move", json("{'index': 0}")));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text("detail")).contains("has no " + family + " policy [");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"consume", "produce", "cluster"})
    void whatThereIsCanBeReadAndIsNothing(String family) {
        Api.Answer list = api.get(cluster + "/" + family + "-policies");
        Api.Answer filtered =
                api.get(cluster + "/" + family + "-policies?filter[parent_policy_id]=" + UUID.randomUUID());
        Api.Answer chain = api.get(cluster + "/" + family + "-policy-chain");

        assertThat(List.of(list.status(), filtered.status(), chain.status())).containsOnly(200);
        assertThat(list.response().body()).isEqualTo("[]");
        assertThat(chain.response().body()).isEqualTo(json("{'policies':[]}"));
        assertThat(api.get(cluster + "/" + family + "-policies?filter[parent_policy_id]=x")
                        .invalid())
                .containsExactly("filter[parent_policy_id] is_uuid");
        assertThat(api.get(cluster + "/" + family + "-policies?filter[name][contains]=x")
                        .invalid())
                .containsExactly("filter[name][contains] unknown_property");
    }

    @Test
    void whatIsNotThereIs404AndWithoutATokenThereIsNothing() {
        String elsewhere = cluster.replace(gateway, api.newGateway());

        assertThat(api.post(elsewhere + "/cluster-policies", "{}").status()).isEqualTo(404);
        assertThat(api.get(elsewhere + "/cluster-policies").status()).isEqualTo(404);
        assertThat(api.get(cluster.replace(gateway, gateway.replaceFirst("[0-9a-f-]{36}", "" + UUID.randomUUID()))
                                + "/cluster-policy-chain")
                        .status())
                .isEqualTo(404);
        assertThat(api.get(cluster + "/cluster-policies/x").status()).isEqualTo(404);
        assertThat(api.get(cluster + "/record-policies").status()).isEqualTo(404);
        assertThat(api.delete(cluster + "/cluster-policies").status()).isEqualTo(405);
        assertThat(api.withToken("").post(cluster + "/cluster-policies", "{}").status())
                .isEqualTo(401);
    }
}
