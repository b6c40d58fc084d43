package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewIT {

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String virtual = api.newVirtualCluster(gateway, "orders", api.newBackendCluster(gateway, "kafka"));
    private final String listener = gateway + "/listeners/" + api.newListener(gateway, "main", "['9092-9095']");
    private final String policies = listener + "/policies";
    private final String preview = listener + "/route-preview";

    @Test
    void aPortLeadsToItsBroker() {
        String policy = api.post(policies, Api.portMapping(virtual)).id();

        Api.Answer answer = api.post(preview, json("{'local_port': 9094, 'tls': false}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString())
                .isEqualTo(json(
                        "{'decision':'routed','policy':{'id':'%s','type':'port_mapping'},"
                                + "'virtual_cluster':{'id':'%s','name':'orders'},"
                                + "'target':{'type':'broker','broker_id':1},"
                                + "'policies':[{'id':'%s','matched':true}]}",
                        policy, virtual, policy));
    }

    @Test
    void aRejectionIsAnAnswerAndNotAnError() {
        Api.Answer answer = api.post(preview, json("{'local_port': 9094, 'tls': true, 'server_name': 'a.example'}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString())
                .isEqualTo(json("{'decision':'rejected','reason':'tls_on_plaintext_listener','nearest_names':[],"
                        + "'policies':[]}"));
    }

    @Test
    void askingChangesNothing() {
        String version = api.get(gateway).text("version");

        api.post(preview, json("{'local_port': 9094, 'tls': false, 'local_address': '10.0.0.5'}"));

        assertThat(api.get(gateway).text("version")).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                              | local_port required, tls required",
                "{'local_port': 9096, 'tls': false}              | local_port invalid",
                "{'local_port': 0, 'tls': 1}                     | local_port min, tls is_boolean",
                "{'local_port': 9092, 'tls': true, 'server_name': '', 'x': 1}"
                        + " | server_name min_length, x unknown_property"
            })
    void whatIsWrongWithAQuestionIsNamed(String body, String expected) {
        assertThat(String.join(", ", api.post(preview, json(body)).invalid())).isEqualTo(expected);
    }

    @Test
    void ofNoListenerNothingIsKnown() {
        String body = json("{'local_port': 9092, 'tls': false}");

        assertThat(api.post(gateway + "/listeners/" + UUID.randomUUID() + "/route-preview", body)
                        .status())
                .isEqualTo(404);
        assertThat(api.post(preview.replace(gateway, "/v1/event-gateways/" + UUID.randomUUID()), body)
                        .status())
                .isEqualTo(404);
    }
}
