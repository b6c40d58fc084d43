package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.controlplane.node.NodeService;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Nodes as the API shows them, and what ends or starves their streams. */
class NodeIT {

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();
    private final JdbcClient jdbc = controlPlane.part(JdbcClient.class);

    @Test
    void aNodeThatWasNotSeenForAMinuteIsListedButNotCounted() throws Exception {
        String node = disconnectedNode();
        assertThat(nodesTotal()).isEqualTo(1);

        eventually(() -> {
            lastSeen(node, Duration.ofSeconds(61)); // its stream may be ending still, and be a sign of life
            assertThat(nodesTotal()).isZero();
        });

        assertThat(api.get(gateway + "/nodes").body().get("data")).hasSize(1);
        assertThat(api.get(gateway + "/rollout").body().get("nodes")).isEmpty();
    }

    @Test
    void aNodeThatWasNotSeenForADayIsGone() throws Exception {
        String node = disconnectedNode();
        lastSeen(node, Duration.ofHours(24).minusMinutes(1));
        assertThat(api.get(gateway + "/nodes/" + node).status()).isEqualTo(200);

        eventually(() -> {
            lastSeen(node, Duration.ofHours(24).plusSeconds(1));
            controlPlane.part(NodeService.class).forgetUnseen();
            assertThat(api.get(gateway + "/nodes/" + node).status()).isEqualTo(404);
        });

        assertThat(api.get(gateway + "/nodes").body().get("data")).isEmpty();
        assertThat(jdbc.sql("select count(*) from node where id = :id")
                        .param("id", UUID.fromString(node))
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aNodeThatSaysNothingIsStillSeenAsLongAsItsStreamIsOpen() throws Exception {
        try (TestNode node = registered()) {
            node.hello(gateway);
            node.next();
            String path = gateway + "/nodes/" + node.id();
            Instant seen = Instant.parse(api.get(path).text("last_seen_at"));

            eventually(() -> assertThat(Instant.parse(api.get(path).text("last_seen_at")))
                    .isAfter(seen));
        }
    }

    @Test
    void aCertificateThatIsReplacedEndsTheStreamsOfTheOldOneAtOnceAndNoOthers() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        String certificate = TestNode.register(api, gateway, identity).id();
        try (TestNode replaced = new TestNode(controlPlane, identity);
                TestNode other = registered()) {
            replaced.hello(gateway);
            replaced.next();
            other.hello(gateway);
            other.next();

            api.put(
                    gateway + "/data-plane-certificates/" + certificate,
                    "{\"certificate\": " + Api.string(TestNode.newIdentity().getCertificatePEM()) + "}");
            Status status = replaced.status();

            assertThat(status.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(other.next().version()).isEqualTo(4);
        }
    }

    @Test
    void aNodeIsSentNothingWhileTheMinimumIsAboveItsReleaseAndWhatItMissedAfterwards() throws Exception {
        try (TestNode node = registered()) {
            node.hello(gateway, "1.2.7", 0, ByteString.EMPTY);
            node.applied(node.next().version());
            String errors = gateway + "/nodes/" + node.id() + "/errors";

            api.patch(gateway, Api.json("{'min_runtime_version': '1.3'}"));
            eventually(() -> assertThat(api.get(errors).body().get("data").toString())
                    .contains("node.incompatible_version", "1.2.7", "1.3"));
            assertThat(api.get(gateway + "/rollout").text("state")).isEqualTo("rejected");
            String missed = api.newBackendCluster(gateway, "kafka");
            assertThat(node.hasUnread()).isFalse();

            api.patch(gateway, Api.json("{'min_runtime_version': '1.2'}"));
            TestNode.Received received = node.next();
            assertThat(received.isDelta()).isTrue();
            assertThat(received.version()).isEqualTo(5);
            assertThat(received.resource(missed)).isPresent();
            node.applied(received.version());
            eventually(() -> assertThat(api.get(errors).body().get("data")).isEmpty());
        }
    }

    private String disconnectedNode() throws Exception {
        try (TestNode node = registered()) {
            node.hello(gateway);
            node.next();
            return node.id();
        }
    }

    private TestNode registered() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);
        return new TestNode(controlPlane, identity);
    }

    private void lastSeen(String node, Duration ago) {
        jdbc.sql("update node set last_seen_at = now() - make_interval(secs => :seconds) where id = :id")
                .param("seconds", ago.toSeconds())
                .param("id", UUID.fromString(node))
                .update();
    }

    private int nodesTotal() {
        return api.get(gateway).body().get("nodes_total").intValue();
    }

    private static void eventually(ThrowingRunnable condition) {
        await().pollInterval(Duration.ofMillis(50)).untilAsserted(condition);
    }
}
