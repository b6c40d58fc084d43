package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static io.signalbox.controlplane.Patience.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.controlplane.node.NodeService;
import io.signalbox.controlplane.node.ReportedBrokers;
import io.signalbox.proto.config.v1.WireBackendBrokers;
import io.signalbox.proto.config.v1.WireProblem;
import io.signalbox.proto.config.v1.WireSeverity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(6) // of the longest
class ConfigStreamIT {

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();

    @Test
    void aRegisteredNodeGetsTheWholeConfigurationAndThenEachChange() throws Exception {
        try (TestNode node = registeredNode()) {
            String backend = api.newBackendCluster(gateway, "kafka");
            String virtual = api.newVirtualCluster(gateway, "orders", backend);
            String listener = api.newListener(gateway, "main", "['19092-19095']");

            node.hello(gateway);
            TestNode.Received first = node.next();
            String policy = api.post(gateway + "/listeners/" + listener + "/policies", Api.portMapping(virtual))
                    .id();
            TestNode.Received second = node.next();

            assertThat(first.version()).isEqualTo(5);
            assertThat(first.resources()).hasSize(3);
            assertThat(second.version()).isEqualTo(6);
            assertThat(second.resource(policy)).hasValueSatisfying(resource -> {
                assertThat(resource.getVersion()).isEqualTo(6);
                assertThat(resource.getListenerPolicy().getPortMapping().getVirtualClusterId())
                        .isEqualTo(virtual);
                assertThat(resource.getListenerPolicy().getPortMapping().getBootstrapAtStart())
                        .isTrue();
            });
            assertThat(second.digest()).hasSize(32).isNotEqualTo(first.digest());
        }
    }

    @Test
    void whatANodeMadeOfAVersionIsShownByTheApi() throws Exception {
        try (TestNode node = registeredNode()) {
            node.hello(gateway);
            long version = node.next().version();

            node.applied(version, "Listener [main] cannot bind");

            String path = gateway + "/nodes/" + node.id();
            eventually(() -> assertThat(api.get(path + "/status").text("config_version"))
                    .isEqualTo(api.get(gateway).text("version")));
            assertThat(api.get(path + "/errors").body().get("data").toString())
                    .isEqualTo(Api.json("[{'name':'listener.bind_failed','message':'Listener [main] cannot bind',"
                            + "'severity':'error'}]"));
            String appliedAt = api.get(path).text("config_applied_at");
            node.applied(version);
            eventually(() ->
                    assertThat(api.get(path + "/errors").body().get("data")).isEmpty());
            assertThat(api.get(path).text("config_applied_at")).isEqualTo(appliedAt);
            assertThat(api.get(gateway).body().get("nodes_total").intValue()).isEqualTo(1);
        }
    }

    @Test
    void aWarningIsShownAsOne() throws Exception {
        try (TestNode node = registeredNode()) {
            node.hello(gateway);
            long version = node.next().version();

            node.applied(
                    version,
                    WireProblem.newBuilder()
                            .setCode("listener_policy.ports_unused")
                            .setMessage("Port [9] leads nowhere")
                            .setSeverity(WireSeverity.SEVERITY_WARNING)
                            .build());

            String path = gateway + "/nodes/" + node.id() + "/errors";
            eventually(() -> assertThat(api.get(path).body().get("data").toString())
                    .isEqualTo(Api.json("[{'name':'listener_policy.ports_unused','message':'Port [9] leads nowhere',"
                            + "'severity':'warning'}]")));
        }
    }

    @Test
    void theBrokersOfABackendClusterAreThoseThatItsNodesReport() throws Exception {
        NodeService nodes = controlPlane.part(NodeService.class);
        UUID gatewayId = UUID.fromString(gateway.substring(gateway.lastIndexOf('/') + 1));
        UUID kafka = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        try (TestNode first = registeredNode();
                TestNode second = registeredNode()) {
            first.hello(gateway);
            second.hello(gateway);
            first.health(brokers(kafka, 3, 1), brokers(other, 7));
            second.health(brokers(kafka, 2, 1));
            eventually(() -> assertThat(nodes.brokersOf(gatewayId, kafka).map(ReportedBrokers::nodeIds))
                    .contains(List.of(1, 2, 3)));

            first.health(brokers(kafka, 5));

            eventually(() -> assertThat(nodes.brokersOf(gatewayId, kafka).map(ReportedBrokers::nodeIds))
                    .contains(List.of(1, 2, 5)));
            assertThat(nodes.brokersOf(gatewayId, other)).isEmpty();
            assertThat(nodes.brokersOf(gatewayId, kafka).orElseThrow().reportedAt())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now());
            assertThat(nodes.brokersOf(UUID.randomUUID(), kafka)).isEmpty();
        }
    }

    @Test
    void aNodeThatHoldsTheCurrentStateIsSentNothingAndCountsAsUpToDate() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);
        TestNode.Received held;
        try (TestNode before = new TestNode(controlPlane, identity)) {
            before.hello(gateway);
            held = before.next();
        }

        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello(gateway, held);

            eventually(() -> assertThat(
                            api.get(gateway + "/nodes/" + node.id() + "/status").text("config_version"))
                    .isEqualTo("v1." + held.version()));
            assertThat(node.hasUnread()).isFalse();
        }
    }

    @Test
    void anotherDigestForTheCurrentVersionIsAnsweredWithAWholeSnapshot() throws Exception {
        try (TestNode node = registeredNode()) {
            node.hello(gateway, "1.3.0", 2, ByteString.copyFromUtf8("something else"));

            assertThat(node.next().version()).isEqualTo(2);
        }
    }

    @Test
    void aVersionThatWasAnsweredWithProblemsIsNotSentAgainButAResyncIsGrantedOnce() throws Exception {
        try (TestNode node = registeredNode()) {
            node.hello(gateway);
            long version = node.next().version();
            node.applied(version, "Listener [main] cannot bind");

            node.resync(version);
            assertThat(node.next().version()).isEqualTo(version);
            node.resync(version);
            api.newBackendCluster(gateway, "later");

            assertThat(node.next().version()).isEqualTo(version + 1);
        }
    }

    @Test
    void aCertificateThatIsNotRegisteredForTheGatewayIsRefused() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, api.newGateway(), identity);
        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello(gateway);

            assertThat(node.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(node.status().getDescription()).contains("is not registered for event gateway");
            assertThat(node.reason()).isEqualTo("certificate_not_registered");
        }
    }

    @Test
    void whoOnlyAsksWhetherANodeWouldBeAdmittedIsAnsweredAndIsNoNode() throws Exception {
        X509Bundle stranger = TestNode.newIdentity();
        try (TestNode asking = registeredNode();
                TestNode refused = new TestNode(controlPlane, stranger)) {
            asking.asks(gateway);
            refused.asks(gateway);

            assertThat(asking.status().getCode()).isEqualTo(Status.Code.OK);
            assertThat(asking.hasUnread()).isFalse();
            assertThat(refused.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(refused.reason()).isEqualTo("certificate_not_registered");
            assertThat(api.get(gateway).body().get("nodes_total").intValue()).isZero();
        }
    }

    @Test
    void aGatewayThatIsNotHereIsAReasonOfItsOwn() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello("/" + UUID.randomUUID());

            assertThat(node.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(node.reason()).isEqualTo("gateway_deleted");
        }
    }

    @Test
    void anExpiredCertificateCanBeRegisteredButNotUsed() throws Exception {
        Instant now = Instant.now();
        X509Bundle identity = TestNode.identity(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
        assertThat(TestNode.register(api, gateway, identity).status()).isEqualTo(201);
        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello(gateway);

            assertThat(node.status().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
    }

    @Test
    void aNodeWhoseCertificateIsRemovedLosesItsStream() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        String certificate = TestNode.register(api, gateway, identity).id();
        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello(gateway);
            node.next();

            api.delete(gateway + "/data-plane-certificates/" + certificate);

            assertThat(node.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(node.reason()).isEqualTo("certificate_not_registered");
        }
    }

    @Test
    void aStreamThatWasEndedHereIsNoSignOfLife() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        String certificate = TestNode.register(api, gateway, identity).id();
        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello(gateway);
            node.next();
            api.delete(gateway + "/data-plane-certificates/" + certificate);
            assertThat(node.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            String path = gateway + "/nodes/" + node.id();
            String seen = api.get(path).text("last_seen_at");

            throughout(
                    Duration.ofSeconds(12),
                    () -> api.get(path).text("last_seen_at").equals(seen));
        }
    }

    @Test
    void aNodeWhoseGatewayIsDeletedLosesItsStream() throws Exception {
        try (TestNode node = registeredNode()) {
            node.hello(gateway);
            node.next();

            api.delete(gateway);

            assertThat(node.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(node.reason()).isEqualTo("gateway_deleted");
        }
    }

    @Test
    void aNodeOlderThanTheMinimumGetsNoConfigurationAndAnErrorUntilTheMinimumIsLowered() throws Exception {
        try (TestNode node = registeredNode()) {
            node.hello(gateway, "1.1.9", 0, ByteString.EMPTY);

            eventually(() -> assertThat(api.get(gateway + "/nodes/" + node.id() + "/errors")
                            .body()
                            .toString())
                    .contains("node.incompatible_version"));
            assertThat(node.hasUnread()).isFalse();
            api.patch(gateway, Api.json("{'min_runtime_version': '1.1'}"));
            assertThat(node.next().version()).isEqualTo(3);
        }
    }

    @Test
    void aBurstOfChangesEndsWithTheNewestState() throws Exception {
        try (TestNode node = registeredNode()) {
            node.hello(gateway);
            node.next();

            for (int i = 0; i < 20; i++) {
                api.newBackendCluster(gateway, "kafka" + i);
            }

            assertThat(node.until(22).resources()).hasSize(20);
        }
    }

    @Test
    void aStateOfSeveralMegabytesArrivesWholeInChunks() throws Exception {
        try (TestNode node = registeredNode()) {
            String servers = "'" + "a".repeat(240) + ":9092'";
            String many = servers + (", " + servers).repeat(999);
            for (int i = 0; i < 10; i++) {
                Api.Answer answer = api.post(
                        gateway + "/backend-clusters",
                        Api.json(
                                "{'name': 'big%s', 'bootstrap_servers': [%s], 'tls': {'enabled': false},"
                                        + " 'authentication': {'type': 'anonymous'}}",
                                i, many));
                assertThat(answer.status()).isEqualTo(201);
            }

            node.hello(gateway);

            assertThat(node.until(12).resources()).hasSize(10);
        }
    }

    private TestNode registeredNode() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);
        return new TestNode(controlPlane, identity);
    }

    private static WireBackendBrokers brokers(UUID backendCluster, Integer... ids) {
        return WireBackendBrokers.newBuilder()
                .setBackendClusterId(backendCluster.toString())
                .addAllNodeIds(List.of(ids))
                .build();
    }

    private static void eventually(ThrowingRunnable condition) {
        await().pollInterval(Duration.ofMillis(50)).untilAsserted(condition);
    }
}
