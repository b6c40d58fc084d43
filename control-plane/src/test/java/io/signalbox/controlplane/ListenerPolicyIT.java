package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenerPolicyIT {

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String virtual = api.newVirtualCluster(gateway, "orders", api.newBackendCluster(gateway, "kafka"));
    private final String listener = gateway + "/listeners/" + api.newListener(gateway, "main", "['19092-19095']");
    private final String policies = listener + "/policies";

    @Test
    void aPortMappingHasItsDefaultsAndItsDestinationIsResolved() {
        Api.Answer created = api.post(
                policies,
                json("{'type': 'forward_to_virtual_cluster', 'name': 'forward', 'config': {'type': 'port_mapping',"
                        + " 'advertised_host': 'localhost', 'destination': {'name': 'orders'}}}"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().get("config").toString())
                .isEqualTo(json(
                        "{'type':'port_mapping','advertised_host':'localhost','destination':{'id':'%s','name':'orders'},"
                                + "'bootstrap_port':'at_start','min_broker_id':0}",
                        virtual));
        assertThat(created.body().get("enabled").booleanValue()).isTrue();
        assertThat(created.text("description")).isEmpty();
        assertThat(created.body().has("parent_policy_id")).isFalse();
        assertThat(created.body().has("position")).isFalse();
        Api.Answer put = api.put(policies + "/" + created.id(), created.body().toString());
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEqualTo(created.body());
        assertThat(api.get(policies).body().get(0)).isEqualTo(created.body());
        assertThat(api.get(listener + "/policy-chain").body().toString())
                .isEqualTo(json("{'policies':['%s']}", created.id()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type': 'port_mapping', 'destination': {'name': 'orders'}} | config.advertised_host required",
                "{'type': 'sni', 'destination': {'name': 'orders'}}          | config.destination unknown_property",
                "{'type': 'sni', 'sni_suffix': 'example.com'}                | config.sni_suffix matches_regex",
                "{'type': 'sni', 'advertised_port': 0}                       | config.advertised_port min",
                "{'type': 'sni', 'broker_host_format': {}}   | config.broker_host_format.type required",
                "{'type': 'sni', 'sni_suffix': ''}                           | config.sni_suffix matches_regex",
                "{'type': 'sni', 'sni_suffix': '.Example.com'}               | config.sni_suffix matches_regex",
                "{'type': 'sni', 'sni_suffix': '.example.com.'}              | config.sni_suffix matches_regex",
                "{'type': 'sni', 'advertised_port': 65536}                   | config.advertised_port max",
                "{'type': 'sni', 'broker_host_format': {'type': 'x'}}   | config.broker_host_format.type enum",
                "{'type': 'sni', 'broker_host_format': 'shared_suffix'} | config.broker_host_format is_object",
                "{'type': 'port_mapping', 'advertised_host': 'a', 'destination': {'name': 'nope'}}"
                        + " | config.destination.name missing_reference",
                "{'type': 'port_mapping', 'advertised_host': 'a', 'destination': {}} | config.destination required",
                "{'type': 'port_mapping', 'advertised_host': 'a'}            | config.destination required",
                "{'type': 'port_mapping', 'advertised_host': 'a', 'destination': {'name': 'orders', 'x': 1}}"
                        + " | config.destination.x unknown_property",
                "{'type': 'port_mapping', 'advertised_host': 'A_b', 'destination': {'name': 'orders'}}"
                        + " | config.advertised_host matches_regex",
                "{'type': 'port_mapping', 'advertised_host': 'a', 'destination': {'name': 'orders'},"
                        + " 'min_broker_id': -1} | config.min_broker_id min",
                "{'type': 'port_mapping', 'advertised_host': 'a', 'destination': {'name': 'orders'},"
                        + " 'bootstrap_port': 'last'} | config.bootstrap_port enum",
                "{'type': 'round_robin'}                                     | config.type enum",
                "{}                                                          | config.type required"
            })
    void whatIsWrongWithAConfigIsNamed(String config, String expected) {
        Api.Answer answer = api.post(policies, json("{'type': 'forward_to_virtual_cluster', 'config': %s}", config));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.invalid()).containsExactly(expected);
    }

    @Test
    void theChoicesAndLimitsAreSaid() {
        String unknown = "{'type': 'forward_to_virtual_cluster', 'config': {'type': 'round_robin'}}";

        assertThat(api.post(policies, json(unknown))
                        .body()
                        .get("invalid_parameters")
                        .toString())
                .contains(json("'choices':['port_mapping','sni']"));
        assertThat(api.post(
                                policies,
                                json("{'type': 'forward_to_virtual_cluster',"
                                        + " 'config': {'type': 'sni', 'advertised_port': 0}}"))
                        .body()
                        .get("invalid_parameters")
                        .toString())
                .contains(json("'minimum':1"));
    }

    @Test
    void theTypeOfAPolicyIsOneOfTwo() {
        Api.Answer answer = api.post(policies, json("{'type': 'firewall', 'config': {}}"));

        assertThat(answer.invalid()).containsExactly("type enum");
        assertThat(answer.body().get("invalid_parameters").toString())
                .contains(json("'choices':['tls_server','forward_to_virtual_cluster']"));
    }

    @Test
    void aSecondPortMappingIsRefusedEvenWhenOneIsDisabled() {
        api.post(policies, Api.portMapping(virtual).replaceFirst("\\{", "{\"enabled\": false, "));

        assertThat(api.post(policies, Api.portMapping(virtual)).invalid()).containsExactly("config.type invalid");
    }

    @Test
    void beforeAndAfterExcludeEachOtherAndMustBeSiblings() {
        String some = UUID.randomUUID().toString();

        Api.Answer both = api.post(policies + "?before=" + some + "&after=" + some, Api.portMapping(virtual));

        assertThat(both.invalid()).containsExactly("before dependent_fields");
        assertThat(both.body().get("invalid_parameters").toString()).contains(json("'dependents':['after']"));
        assertThat(api.post(policies + "?before=" + some, Api.portMapping(virtual))
                        .invalid())
                .containsExactly("before missing_reference");
        assertThat(api.post(policies + "?after=x", Api.portMapping(virtual)).invalid())
                .containsExactly("after is_uuid");
    }

    @Test
    void idAndNameOfADestinationMustAgree() {
        String other = api.newVirtualCluster(
                gateway,
                "other",
                api.get(gateway + "/backend-clusters")
                        .body()
                        .get("data")
                        .get(0)
                        .get("id")
                        .asString());
        String config = "{'type': 'forward_to_virtual_cluster', 'config': {'type': 'port_mapping',"
                + " 'advertised_host': 'a', 'destination': {'id': '%s', 'name': 'orders'}}}";

        assertThat(api.post(policies, json(config, other)).invalid()).containsExactly("config.destination invalid");
        assertThat(api.post(policies, json(config, virtual)).status()).isEqualTo(201);
    }

    @Test
    void aPatchChangesTheFrameAndNotTheConfig() {
        String path =
                policies + "/" + api.post(policies, Api.portMapping(virtual)).id();

        Api.Answer named = api.patch(path, json("{'name': 'a:b', 'enabled': false, 'labels': {'x': 'y'}}"));
        Api.Answer cleared = api.patch(path, json("{'name': null, 'description': null, 'labels': null}"));

        assertThat(named.text("name")).isEqualTo("a:b");
        assertThat(named.body().get("enabled").booleanValue()).isFalse();
        assertThat(cleared.body().has("name")).isFalse();
        assertThat(cleared.body().get("labels")).isEmpty();
        assertThat(api.patch(path, json("{'config': {}}")).invalid()).containsExactly("config unknown_property");
    }

    @Test
    void theChainMustKeepExactlyItsPolicies() {
        String id = api.post(policies, Api.portMapping(virtual)).id();
        String chain = listener + "/policy-chain";

        assertThat(api.put(chain, json("{'policies': ['%s']}", id)).status()).isEqualTo(200);
        assertThat(api.put(chain, json("{'policies': []}")).invalid()).containsExactly("policies invalid");
        assertThat(api.put(chain, json("{'policies': ['%s', '%s']}", id, id)).invalid())
                .containsExactly("policies[1] invalid");
        assertThat(api.post(policies + "/" + id + "/move", json("{'index': 0}")).status())
                .isEqualTo(204);
        assertThat(api.post(policies + "/" + id + "/move", json("{'index': 1}")).invalid())
                .containsExactly("index max");
        assertThat(api.post(policies + "/" + id + "/move", "{}").invalid()).containsExactly("index required");
    }

    @Test
    void aVirtualClusterInUseIsNotDeletedAndADeletedListenerFreesIt() {
        api.post(policies, Api.portMapping(virtual));

        assertThat(api.delete(gateway + "/virtual-clusters/" + virtual).invalid())
                .containsExactly("id invalid");
        assertThat(api.get(gateway + "/listeners?filter[virtual_cluster_id][eq]=" + virtual)
                        .body()
                        .get("data"))
                .hasSize(1);
        assertThat(api.delete(listener).status()).isEqualTo(204);
        assertThat(api.delete(gateway + "/virtual-clusters/" + virtual).status())
                .isEqualTo(204);
        assertThat(api.get(policies).status()).isEqualTo(404);
    }

    @Test
    void theTypeOfAPolicyCannotBeChanged() {
        String path =
                policies + "/" + api.post(policies, Api.portMapping(virtual)).id();

        assertThat(api.put(
                                path,
                                json("{'type': 'tls_server', 'config':"
                                        + " {'certificates': [{'certificate': 'c', 'key': 'k'}]}}"))
                        .invalid())
                .contains("type invalid");
    }
}
