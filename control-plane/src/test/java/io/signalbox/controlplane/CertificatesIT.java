package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every certificate that a gateway uses, and what those of its listeners do not cover. */
class CertificatesIT {

    private static final Issuer AUTHORITY = Issuer.create(KeyKind.EC, "CN=ca", Duration.ofDays(30));
    private static final KeyedCertificate SERVER = AUTHORITY.issue(
            CertificateRequest.of(KeyKind.EC, "CN=gw", Duration.ofDays(10), "bootstrap.orders.example.com"));

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();

    @Test
    void allOfThemAreThereTheFirstToExpireAtTheBeginning() throws Exception {
        String backend = api.newBackendCluster(gateway, "kafka");
        api.newVirtualCluster(gateway, "orders", backend);
        api.newVirtualCluster(gateway, "payments", backend);
        String listener = api.newListener(gateway, "main", "['9092']");
        String policies = gateway + "/listeners/" + listener + "/policies";
        String tls = api.post(policies, tlsServer(Api.string(SERVER.certificatePem()), Api.string(SERVER.keyPem())))
                .id();
        api.post(
                policies,
                json(
                        "{'type': 'forward_to_virtual_cluster', 'config': {'type': 'sni', 'sni_suffix': '.example.com'}}"));
        api.post(
                gateway + "/tls-trust-bundles",
                "{\"name\": \"clients\", \"config\": {\"trusted_ca\": "
                        + Api.string(AUTHORITY.authority().certificatePem()) + "}}");
        TestNode.register(api, gateway, TestNode.newIdentity());

        JsonNode data = api.get(gateway + "/certificates").body().get("data");

        assertThat(data.findValuesAsString("purpose")).containsExactly("node", "listener", "client_trust");
        JsonNode server = data.get(1);
        assertThat(server.at("/used_by/id").asString()).isEqualTo(tls);
        assertThat(server.at("/used_by/type").asString()).isEqualTo("listener_policy");
        assertThat(server.get("listener_id").asString()).isEqualTo(listener);
        assertThat(server.get("subject").asString()).isEqualTo("CN=gw");
        assertThat(server.get("names").toString()).isEqualTo("[\"bootstrap.orders.example.com\"]");
        assertThat(server.get("uncovered").toString()).isEqualTo("[\"bootstrap.payments.example.com:9092\"]");
        assertThat(data.toString()).doesNotContain("PRIVATE KEY", "BEGIN");
    }

    @Test
    void ofOneThatIsOnTheNodesNothingIsKnown() {
        String listener = api.newListener(gateway, "main", "['9092']");
        api.post(
                gateway + "/listeners/" + listener + "/policies",
                tlsServer(Api.string("${env['CERTIFICATE']}"), Api.string("${env['KEY']}")));

        JsonNode data = api.get(gateway + "/certificates").body().get("data");

        assertThat(data).hasSize(1);
        assertThat(data.at("/0/unknown").asString()).isEqualTo("It is in the environment of the nodes.");
        assertThat(data.get(0).has("not_after")).isFalse();
    }

    private static String tlsServer(String certificate, String key) {
        return "{\"type\": \"tls_server\", \"config\": {\"certificates\": [{\"certificate\": " + certificate
                + ", \"key\": " + key + "}]}}";
    }
}
