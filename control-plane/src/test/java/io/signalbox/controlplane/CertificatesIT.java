package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.proto.config.v1.Traffic;
import io.signalbox.proto.config.v1.WireCertificate;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
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
    void ofOneThatIsInTheEnvironmentOfNodesIsShownWhatTheyHaveRead() throws Exception {
        String listener = api.newListener(gateway, "main", "['9092']");
        String tls = api.post(
                        gateway + "/listeners/" + listener + "/policies",
                        tlsServer(Api.string("${env['CERTIFICATE']}"), Api.string("${env['KEY']}")))
                .id();
        JsonNode before = api.get(gateway + "/certificates").body().get("data");
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);

        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello(gateway);
            node.next();
            node.traffic(Traffic.newBuilder()
                    .addCertificates(read(tls, "CN=gw", "gw.example.com"))
                    .addCertificates(read(UUID.randomUUID().toString(), "CN=stranger", "stranger"))
                    .build());

            assertThat(before).hasSize(1);
            assertThat(before.at("/0/unknown").asString())
                    .isEqualTo("It is in the environment of the nodes, and none has said what it has.");
            assertThat(before.get(0).has("not_after")).isFalse();
            await().untilAsserted(() -> {
                JsonNode data = api.get(gateway + "/certificates").body().get("data");
                assertThat(data.findValuesAsString("purpose")).containsExactly("listener", "node");
                JsonNode server = data.get(0);
                assertThat(server.has("unknown")).isFalse();
                assertThat(server.get("subject").asString()).isEqualTo("CN=gw");
                assertThat(server.get("names").toString()).isEqualTo("[\"gw.example.com\"]");
                assertThat(server.get("not_after").asString()).isEqualTo("2026-01-02T03:04:05Z");
                assertThat(server.get("read_by_nodes").asInt()).isEqualTo(1);
            });
        }
    }

    private static WireCertificate read(String entity, String subject, String name) {
        UUID id = UUID.fromString(entity);
        return WireCertificate.newBuilder()
                .setEntityId(ByteString.copyFrom(ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .flip()))
                .setSubject(subject)
                .addNames(name)
                .setNotBeforeSeconds(1_700_000_000)
                .setNotAfterSeconds(Instant.parse("2026-01-02T03:04:05Z").getEpochSecond())
                .build();
    }

    private static String tlsServer(String certificate, String key) {
        return "{\"type\": \"tls_server\", \"config\": {\"certificates\": [{\"certificate\": " + certificate
                + ", \"key\": " + key + "}]}}";
    }
}
