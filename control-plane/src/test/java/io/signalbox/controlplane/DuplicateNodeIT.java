package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static io.signalbox.controlplane.Patience.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two living processes with one node id, as when a state directory was copied with everything in it. */
@Order(3) // of the longest
class DuplicateNodeIT {

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();
    private final X509Bundle identity;

    DuplicateNodeIT() throws Exception {
        identity = TestNode.newIdentity();
    }

    @BeforeEach
    void register() {
        assertThat(TestNode.register(api, gateway, identity).status()).isEqualTo(201);
    }

    @Test
    void eachOfTheTwoIsShownAndIsToldAndCountsInARollout() throws Exception {
        try (TestNode first = new TestNode(controlPlane, identity);
                TestNode second = copyOf(first, controlPlane)) {
            upToDate(first);
            upToDate(second);

            first.health();

            bothAreShown(first.id());
            assertThat(first.notice().getCode()).isEqualTo("node.duplicate_id");
            assertThat(second.notice().getMessage()).contains(first.id(), "SIGNALBOX_STATE_DIR");
            api.newBackendCluster(gateway, "kafka");
            first.applied(first.next());
            second.next(); // and hangs
            throughout(Duration.ofSeconds(3), () -> state("pending"));
        }
    }

    @Test
    void theyAreFoundAtTwoControlPlanesToo() throws Exception {
        TestControlPlane other = TestControlPlane.second();
        try (TestNode first = new TestNode(other, identity);
                TestNode second = copyOf(first, controlPlane)) {
            upToDate(first);
            upToDate(second);
            first.awaitNotice();

            first.health();

            bothAreShown(first.id());
        }
    }

    @Test
    void onceOneOfThemIsGoneNothingIsSaidOfItAnyMore() throws Exception {
        try (TestNode second = new TestNode(controlPlane, identity)) {
            try (TestNode first = copyOf(second, controlPlane)) {
                upToDate(first);
                upToDate(second);
                first.health();
                bothAreShown(second.id());
            }

            eventually(() -> assertThat(api.get(gateway + "/nodes/" + second.id() + "/errors")
                            .body()
                            .get("data"))
                    .isEmpty());
        }
    }

    @Test
    void aProcessThatConnectsAgainBeforeItsOldStreamEndedIsNoOther() throws Exception {
        try (TestNode node = new TestNode(controlPlane, identity);
                TestNode again = node.again(controlPlane)) {
            upToDate(node);
            upToDate(again);
            node.health();
            again.health();

            neverTwo();
        }
    }

    @Test
    void aProcessThatWasStartedAnewWhileItsFormerStreamStillStandsIsNoOther() throws Exception {
        try (TestNode former = new TestNode(controlPlane, identity);
                TestNode started = copyOf(former, controlPlane)) {
            upToDate(former); // and is never heard of again
            upToDate(started);
            started.health();

            neverTwo();
        }
    }

    private TestNode copyOf(TestNode node, TestControlPlane where) throws Exception {
        Path ca = where.state().resolve("ca.crt");
        return new TestNode(where.grpcPort(), ca, identity, node.id());
    }

    private void upToDate(TestNode node) throws Exception {
        node.hello(gateway);
        node.applied(node.next());
        eventually(() -> assertThat(state("applied")).isTrue());
    }

    private void bothAreShown(String id) {
        eventually(() -> {
            List<JsonNode> nodes = StreamSupport.stream(
                            api.get(gateway + "/rollout?timeout=0s")
                                    .body()
                                    .get("nodes")
                                    .spliterator(),
                            false)
                    .toList();
            assertThat(nodes)
                    .hasSize(2)
                    .allSatisfy(
                            node -> assertThat(node.get("problems").toString()).contains("node.duplicate_id", id));
            assertThat(nodes)
                    .map(node -> node.get("id").asString())
                    .contains(id)
                    .doesNotHaveDuplicates();
            assertThat(api.get(gateway).body().get("nodes_total").intValue()).isEqualTo(2);
        });
    }

    private void neverTwo() throws Exception {
        await().until(() -> state("applied"));
        throughout(
                Duration.ofSeconds(8),
                () -> api.get(gateway).body().get("nodes_total").intValue() == 1
                        && state("applied")
                        && !api.get(gateway + "/rollout?timeout=0s")
                                .body()
                                .toString()
                                .contains("duplicate"));
    }

    private boolean state(String wanted) {
        return api.get(gateway + "/rollout?timeout=0s").text("state").equals(wanted);
    }

    private static void eventually(ThrowingRunnable condition) {
        await().pollInterval(Duration.ofMillis(100)).untilAsserted(condition);
    }
}
