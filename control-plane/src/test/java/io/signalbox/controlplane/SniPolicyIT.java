package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class SniPolicyIT {

    private static final String FULL = "{'type': 'forward_to_virtual_cluster', 'name': 'by_sni', 'config':"
            + " {'type': 'sni', 'sni_suffix': '.example.com', 'advertised_port': 9443,"
            + " 'broker_host_format': {'type': 'shared_suffix'}}}";
    private static final String LEAST = "{'type': 'forward_to_virtual_cluster', 'config': {'type': 'sni'}}";

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String listener = gateway + "/listeners/" + api.newListener(gateway, "main", "['9092-9095']");
    private final String policies = listener + "/policies";

    @Test
    void whatWasSentIsReturned() {
        Api.Answer created = api.post(policies, json(FULL));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().get("config").toString())
                .isEqualTo(json("{'type':'sni','sni_suffix':'.example.com','advertised_port':9443,"
                        + "'broker_host_format':{'type':'shared_suffix'}}"));
        assertThat(api.get(policies + "/" + created.id()).body()).isEqualTo(created.body());
    }

    @Test
    void aHostFormatThatWasNotSentIsNotReturnedAndOneThatWasIs() {
        String sent = FULL.replace("shared_suffix", "per_cluster_suffix");
        Api.Answer without = api.post(policies, json(LEAST));
        Api.Answer with = api.post(policies, json(sent));

        Api.Answer put = api.put(policies + "/" + without.id(), without.body().toString());

        assertThat(without.body().get("config").toString()).isEqualTo(json("{'type':'sni'}"));
        assertThat(api.get(policies + "/" + without.id()).body()).isEqualTo(without.body());
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEqualTo(without.body());
        assertThat(with.body().get("config").get("broker_host_format").toString())
                .isEqualTo(json("{'type':'per_cluster_suffix'}"));
    }

    @Test
    void nodesOfRelease10HaveNoHostFormat() {
        api.patch(gateway, json("{'min_runtime_version': '1.0'}"));

        Api.Answer created = api.post(policies, json(LEAST));

        assertThat(created.body().get("config").toString()).isEqualTo(json("{'type':'sni'}"));
        assertThat(api.post(policies, json(FULL)).invalid()).containsExactly("config.broker_host_format invalid");
        assertThat(api.post(policies, json(FULL)).text("detail")).contains("1.1");
        api.patch(gateway, json("{'min_runtime_version': '1.1'}"));
        assertThat(api.post(policies, json(FULL)).status()).isEqualTo(201);
    }

    @Test
    void thereMayBeSeveralBesideOnePortMapping() {
        String virtual = api.newVirtualCluster(gateway, "orders", api.newBackendCluster(gateway, "kafka"));

        String first = api.post(policies, json(LEAST)).id();
        String second = api.post(policies + "?before=" + first, json(FULL)).id();
        String mapping = api.post(policies, Api.portMapping(virtual)).id();

        assertThat(api.get(listener + "/policy-chain").body().toString())
                .isEqualTo(json("{'policies':['%s','%s','%s']}", second, first, mapping));
        assertThat(api.put(policies + "/" + first, Api.portMapping(virtual)).invalid())
                .containsExactly("config.type invalid");
    }

    @Test
    void aPolicyMayChangeTheWayItForwards() {
        String virtual = api.newVirtualCluster(gateway, "orders", api.newBackendCluster(gateway, "kafka"));
        String policy =
                policies + "/" + api.post(policies, Api.portMapping(virtual)).id();

        Api.Answer put = api.put(policy, json(FULL));

        assertThat(put.body().get("config").get("type").asString()).isEqualTo("sni");
        assertThat(api.delete(gateway + "/virtual-clusters/" + virtual).status())
                .isEqualTo(204);
        assertThat(api.get(policy).body()).isEqualTo(put.body());
    }

    @Test
    void theListenersOfAVirtualClusterAreThoseBySniTooEvenDisabled() {
        String virtual = api.newVirtualCluster(gateway, "orders", api.newBackendCluster(gateway, "kafka"));
        String other = api.newListener(gateway, "other", "['9192']");
        api.newListener(gateway, "without policies", "['9292']");
        api.post(policies, json(LEAST).replaceFirst("\\{", "{\"enabled\": false, "));
        api.post(gateway + "/listeners/" + other + "/policies", Api.portMapping(virtual));

        assertThat(api.get(gateway + "/listeners?filter[virtual_cluster_id][eq]=" + virtual)
                        .body()
                        .get("data"))
                .extracting(found -> found.get("name").asString())
                .containsExactly("main", "other");
        assertThat(api.get(gateway + "/listeners?filter[virtual_cluster_id][eq]=" + UUID.randomUUID())
                        .body()
                        .get("data"))
                .extracting(found -> found.get("name").asString())
                .containsExactly("main");
    }
}
