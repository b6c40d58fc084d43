package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.proto.config.v1.Findings;
import io.signalbox.proto.config.v1.Inquiry;
import io.signalbox.proto.config.v1.WireConnection;
import io.signalbox.proto.config.v1.WireInquirySubject;
import io.signalbox.proto.config.v1.WireRejection;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Nodes are asked who is connected and who was turned away, whichever replica they are connected to. */
class InquiryIT {

    private static final String CLUSTER = "1c5a4a52-0b3f-4d4e-8a51-3c0a7a1f9d11";

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();

    @Test
    void nodesOfAllReplicasAreAsked() throws Exception {
        TestControlPlane second = TestControlPlane.second();
        try (TestNode here = greeted(controlPlane);
                TestNode there = greeted(second)) {
            // A machine that is busy may be too late for the first question.
            Patience.await().untilAsserted(() -> {
                CompletableFuture<Api.Answer> asked = CompletableFuture.supplyAsync(
                        () -> api.get(gateway + "/connections?principal=alice&virtual_cluster_id=" + CLUSTER));
                Inquiry question = here.nextInquiry();
                here.findings(connections(question, "10.0.0.1:1000", 1_000));
                Inquiry relayed = there.nextInquiry();
                there.findings(connections(relayed, "10.0.0.2:2000", 2_000));
                JsonNode answer = asked.get().body();

                assertThat(question.getSubject()).isEqualTo(WireInquirySubject.INQUIRY_SUBJECT_CONNECTIONS);
                assertThat(question.getPrincipal()).isEqualTo("alice");
                assertThat(question.getVirtualClusterId()).isEqualTo(CLUSTER);
                assertThat(relayed).isEqualTo(question);
                assertThat(answer.get("matched").asInt()).isEqualTo(14);
                assertThat(answer.get("data").findValuesAsString("client"))
                        .containsExactly("10.0.0.2:2000", "10.0.0.1:1000");
                assertThat(answer.at("/data/0/node_id").asString()).isEqualTo(there.id());
                assertThat(answer.at("/data/0/opened_at").asString()).isEqualTo("1970-01-01T00:00:02Z");
                assertThat(state(answer, here)).isEqualTo("answered");
                assertThat(state(answer, there)).isEqualTo("answered");
            });
        }
    }

    @Test
    void nodesThatDoNotAnswerAreNamed() throws Exception {
        try (TestNode silent = greeted(controlPlane);
                TestNode old = registered(controlPlane)) {
            old.hello(gateway, "1.2.0", 0, ByteString.EMPTY);
            old.next();

            JsonNode answer = api.get(gateway + "/connections").body();

            assertThat(answer.get("data")).isEmpty();
            assertThat(state(answer, silent)).isEqualTo("silent");
            assertThat(state(answer, old)).isEqualTo("unable");
            assertThat(old.hasUnread()).isFalse();
        }
    }

    @Test
    void aRejectionIsShownWithNamesThatMayHaveBeenMeant() throws Exception {
        try (TestNode node = greeted(controlPlane)) {
            Patience.await().untilAsserted(() -> {
                CompletableFuture<Api.Answer> asked =
                        CompletableFuture.supplyAsync(() -> api.get(gateway + "/rejections?reason=unknown_sni"));
                Inquiry question = node.nextInquiry();
                node.findings(Findings.newBuilder()
                        .setInquiryId(question.getId())
                        .setMatched(1)
                        .addRejections(WireRejection.newBuilder()
                                .setReason("unknown_sni")
                                .setServerName("oders.example.com")
                                .addSimilarNames("orders.example.com"))
                        .build());
                JsonNode answer = asked.get().body();

                assertThat(question.getReason()).isEqualTo("unknown_sni");
                assertThat(answer.at("/data/0/server_name").asString()).isEqualTo("oders.example.com");
                assertThat(answer.at("/data/0/did_you_mean/0").asString()).isEqualTo("orders.example.com");
            });
        }
    }

    @Test
    void onlyAdminsMayAsk() {
        String token = api.post(
                        "/v1/access-tokens", json("{'name': 'reader %s', 'role': 'read_only'}", UUID.randomUUID()))
                .text("token");

        for (String path : new String[] {"/connections", "/rejections"}) {
            assertThat(api.withToken(token).get(gateway + path).status()).isEqualTo(403);
            assertThat(api.get(gateway + path).status()).isEqualTo(200);
            assertThat(api.get(gateway + path + "?listener_id=x").invalid()).containsExactly("listener_id is_uuid");
        }
    }

    private static String state(JsonNode answer, TestNode node) {
        return answer.get("nodes")
                .valueStream()
                .filter(one -> one.get("id").asString().equals(node.id()))
                .map(one -> one.get("state").asString())
                .findFirst()
                .orElse("missing");
    }

    private static Findings connections(Inquiry question, String client, long openedAt) {
        return Findings.newBuilder()
                .setInquiryId(question.getId())
                .setMatched(7)
                .addConnections(WireConnection.newBuilder().setClient(client).setOpenedAtMillis(openedAt))
                .build();
    }

    private TestNode greeted(TestControlPlane at) throws Exception {
        TestNode node = registered(at);
        node.hello(gateway);
        node.next();
        return node;
    }

    private TestNode registered(TestControlPlane at) throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);
        return new TestNode(at, identity);
    }
}
