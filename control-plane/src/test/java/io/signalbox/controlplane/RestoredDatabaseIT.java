package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database is restored from a backup: nodes hold versions that it never came to, or other ones of the same number. */
class RestoredDatabaseIT {

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();
    private final X509Bundle identity;

    RestoredDatabaseIT() throws Exception {
        identity = TestNode.newIdentity();
    }

    @BeforeEach
    void register() {
        assertThat(TestNode.register(api, gateway, identity).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void aNodeThatWasAwayIsSentEverythingHoweverFarTheVersionsHaveComeSince(int changesSince) throws Exception {
        api.newBackendCluster(gateway, "kept");
        GatewayBackup backup = GatewayBackup.of(controlPlane, gateway);
        api.newBackendCluster(gateway, "lost one");
        api.newBackendCluster(gateway, "lost two");
        TestNode.Received held = whole();

        backup.restore();
        for (int i = 0; i < changesSince; i++) {
            api.newBackendCluster(gateway, "new " + i);
        }
        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello(gateway, held);
            TestNode.Received received = node.next();

            assertThat(received.isDelta()).isFalse();
            assertThat(names(received))
                    .contains("kept")
                    .doesNotContain("lost one", "lost two")
                    .hasSize(1 + changesSince);
            assertThat(api.get(gateway + "/rollout?timeout=0s").text("state")).isEqualTo("pending");
            node.applied(received);
            eventually(() -> assertThat(api.get(gateway + "/rollout?timeout=0s").text("state"))
                    .isEqualTo("applied"));
            assertThat(foreign()).hasSize(1).first().asString().contains("v1.5", held.edition());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void nodesThatAreConnectedAllTheTimeAreTakenBackAtEveryReplica(int changesSince) throws Exception {
        api.newBackendCluster(gateway, "kept");
        GatewayBackup backup = GatewayBackup.of(controlPlane, gateway);
        TestControlPlane second = TestControlPlane.second();
        try (TestNode here = new TestNode(controlPlane, identity);
                TestNode there = new TestNode(second, identity)) {
            here.hello(gateway);
            there.hello(gateway);
            api.newBackendCluster(gateway, "lost one");
            api.newBackendCluster(gateway, "lost two");
            here.applied(here.until(5));
            there.applied(there.until(5));
            eventually(() -> assertThat(api.get(gateway + "/rollout?timeout=0s").text("state"))
                    .isEqualTo("applied"));

            backup.restore();
            for (int i = 0; i < changesSince; i++) {
                api.newBackendCluster(gateway, "new " + i);
            }

            for (TestNode node : List.of(here, there)) {
                TestNode.Received received = node.next();
                while (received.version() != 3 + changesSince || names(received).contains("lost one")) {
                    received = node.next();
                }
                assertThat(names(received)).contains("kept").hasSize(1 + changesSince);
                assertThat(api.get(gateway + "/rollout?timeout=0s").text("state"))
                        .isNotEqualTo("rejected");
                node.applied(received);
            }
            eventually(() -> {
                assertThat(api.get(gateway + "/rollout?timeout=0s").text("state"))
                        .isEqualTo("applied");
                assertThat(api.get(gateway + "/rollout?timeout=0s").body().get("nodes"))
                        .hasSize(2);
            });
            assertThat(foreign()).isNotEmpty();
        }
    }

    @Test
    void whatANodeHoldsOfAnotherHistoryIsNotCalledAppliedThoughItsNumberIsTheSame() throws Exception {
        GatewayBackup backup = GatewayBackup.of(controlPlane, gateway);
        api.newBackendCluster(gateway, "lost");
        TestNode.Received held = whole();
        backup.restore();
        api.newBackendCluster(gateway, "new");

        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello(gateway, held);
            node.applied(held); // as a node says at once
            eventually(() -> assertThat(
                            api.get(gateway + "/nodes/" + node.id() + "/status").text("config_version"))
                    .isEqualTo("v1.3"));

            assertThat(api.get(gateway).text("version")).isEqualTo("v1.3");
            assertThat(api.get(gateway + "/rollout?timeout=0s").text("state")).isEqualTo("pending");
        }
    }

    @Test
    void aNodeThatHoldsAKnownVersionIsNoReasonForAnEntry() throws Exception {
        TestNode.Received held = whole();
        api.newBackendCluster(gateway, "later");

        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello(gateway, held);

            assertThat(node.next().isDelta()).isTrue();
            assertThat(foreign()).isEmpty();
        }
    }

    private TestNode.Received whole() throws Exception {
        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello(gateway);
            return node.next();
        }
    }

    private List<String> names(TestNode.Received received) {
        return received.resources().stream()
                .map(resource -> resource.getBackendCluster().getName())
                .toList();
    }

    /** The details of the change log's entries about versions that the database never had. */
    private List<String> foreign() {
        return StreamSupport.stream(
                        api.get(gateway + "/changes").body().get("data").spliterator(), false)
                .filter(entry -> entry.get("action").asString().equals("foreign_version"))
                .map(entry -> entry.get("detail").asString())
                .toList();
    }

    private static void eventually(ThrowingRunnable condition) {
        await().pollInterval(Duration.ofMillis(50)).untilAsserted(condition);
    }
}
