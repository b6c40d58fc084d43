package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.netty.pkitesting.X509Bundle;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a node is sent that holds some version already. */
class DeltaIT {

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();
    private final JdbcClient jdbc = controlPlane.part(JdbcClient.class);
    private final X509Bundle identity;

    DeltaIT() throws Exception {
        identity = TestNode.newIdentity();
    }

    @BeforeEach
    void register() {
        assertThat(TestNode.register(api, gateway, identity).status()).isEqualTo(201);
    }

    @Test
    void aChangeIsSentAsADeltaOfThatAlone() throws Exception {
        String backend = api.newBackendCluster(gateway, "kafka");
        try (TestNode node = node()) {
            node.hello(gateway);
            TestNode.Received first = node.next();

            String virtual = api.newVirtualCluster(gateway, "orders", backend);
            TestNode.Received second = node.next();

            assertThat(first.isDelta()).isFalse();
            assertThat(second.isDelta()).isTrue();
            assertThat(second.told()).isEqualTo(1);
            assertThat(second.resource(virtual)).isPresent();
            assertThat(second.resource(backend)).isPresent();
        }
    }

    @Test
    void whatConcernsNoResourceStillTakesTheNodeToTheNewVersion() throws Exception {
        try (TestNode node = node()) {
            node.hello(gateway);
            long version = node.next().version();

            api.patch(gateway, Api.json("{'description': 'other words'}"));
            TestNode.Received received = node.next();

            assertThat(received.version()).isEqualTo(version + 1);
            assertThat(received.told()).isZero();
        }
    }

    @Test
    void aListenerThatIsDeletedTakesItsPoliciesWithIt() throws Exception {
        String virtual = api.newVirtualCluster(gateway, "orders", api.newBackendCluster(gateway, "kafka"));
        String listener = api.newListener(gateway, "main", "['19092-19095']");
        String policies = gateway + "/listeners/" + listener + "/policies";
        String policy = api.post(policies, Api.portMapping(virtual)).id();
        try (TestNode node = node()) {
            node.hello(gateway);
            assertThat(node.next().resource(policy)).isPresent();

            api.delete(gateway + "/listeners/" + listener);
            TestNode.Received received = node.next();

            assertThat(received.isDelta()).isTrue();
            assertThat(received.told()).isEqualTo(2);
            assertThat(received.resource(listener)).isEmpty();
            assertThat(received.resource(policy)).isEmpty();
            assertThat(received.resource(virtual)).isPresent();
        }
    }

    @Test
    void aNodeThatMissedVersionsIsLedOnFromTheOneItHolds() throws Exception {
        String gone = api.newBackendCluster(gateway, "gone");
        api.newBackendCluster(gateway, "stays");
        TestNode.Received held = whole();
        String later = api.newBackendCluster(gateway, "later");
        api.delete(gateway + "/backend-clusters/" + gone);

        try (TestNode node = node()) {
            node.hello(gateway, held);
            TestNode.Received received = node.next();

            assertThat(received.isDelta()).isTrue();
            assertThat(received.told()).isEqualTo(2);
            assertThat(received.resource(later)).isPresent();
            assertThat(received.resource(gone)).isEmpty();
            assertThat(node.resyncs()).isZero();
        }
    }

    @Test
    void aNodeThatHoldsSomethingElseUnderAKnownVersionFindsOutAndIsSentEverything() throws Exception {
        api.newBackendCluster(gateway, "one");
        TestNode.Received held = whole();
        api.newBackendCluster(gateway, "two");

        try (TestNode node = node()) {
            ByteString other = ByteString.copyFromUtf8("other");
            node.hello(gateway, new TestNode.Received(0, held.version(), held.edition(), List.of(), other, other, 0));
            TestNode.Received received = node.next();

            assertThat(node.resyncs()).isEqualTo(1);
            assertThat(received.isDelta()).isFalse();
            assertThat(received.resources()).hasSize(2);
            api.newBackendCluster(gateway, "three");
            assertThat(node.next().isDelta()).isTrue();
            assertThat(node.resyncs()).isEqualTo(1);
        }
    }

    @Test
    void aVersionThatTheGatewayNeverHadIsAnsweredWithEverything() throws Exception {
        api.newBackendCluster(gateway, "one");
        TestNode.Received held = whole();

        try (TestNode node = node()) {
            node.hello(gateway, held.as(1_000, held.edition()));
            TestNode.Received received = node.next();

            assertThat(received.isDelta()).isFalse();
            assertThat(received.version()).isEqualTo(held.version());
        }
    }

    @Test
    void aLargeDeltaComesInChunks() throws Exception {
        TestNode.Received held = whole();
        String servers = "'" + "a".repeat(240) + ":9092'";
        String many = servers + (", " + servers).repeat(999);
        for (int i = 0; i < 6; i++) {
            api.post(
                    gateway + "/backend-clusters",
                    Api.json(
                            "{'name': 'big%s', 'bootstrap_servers': [%s], 'tls': {'enabled': false},"
                                    + " 'authentication': {'type': 'anonymous'}}",
                            i, many));
        }

        try (TestNode node = node()) {
            node.hello(gateway, held);
            TestNode.Received received = node.next();

            assertThat(received.deltaChunks()).isGreaterThan(1);
            assertThat(received.resources()).hasSize(6);
        }
    }

    @Test
    void aNodeAheadOfWhatThisControlPlaneHasReadIsNotTakenBack() throws Exception {
        api.newBackendCluster(gateway, "kafka");
        try (TestNode other = node();
                TestNode node = node()) {
            other.hello(gateway);
            TestNode.Received held = other.next();
            String edition =
                    withoutNotification(); // as if another control plane had done it, and told its nodes already

            node.hello(gateway, held.as(held.version() + 1, edition));

            assertThat(other.next().version()).isEqualTo(held.version() + 1);
            assertThat(node.hasUnread()).isFalse();
        }
    }

    @Test
    void deletesAreRememberedForTenThousandVersions() throws Exception {
        String backends = gateway + "/backend-clusters/";
        api.delete(backends + api.newBackendCluster(gateway, "old"));
        TestNode.Received held = whole();
        jdbc.sql("update event_gateway set version = 10096 where id = :id")
                .param("id", id())
                .update();
        api.delete(backends + api.newBackendCluster(gateway, "newer"));
        assertThat(tombstones()).isEqualTo(2);

        api.delete(backends + api.newBackendCluster(gateway, "newest"));

        assertThat(tombstones()).isEqualTo(2);
        try (TestNode node = node()) {
            node.hello(gateway, held);
            assertThat(node.next().isDelta()).isFalse();
            assertThat(node.resyncs()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void whateverChangesAndHoweverItIsGroupedDeltasLeadToTheSnapshot(long seed) throws Exception {
        RandomChanges changes = new RandomChanges(api, gateway, new Random(seed));
        Random random = new Random(-seed);
        try (TestNode steady = node()) {
            steady.hello(gateway);
            steady.next();
            TestNode.Received held = TestNode.Received.NOTHING;
            for (int round = 0; round < 12; round++) {
                changes.make(1 + random.nextInt(8));
                try (TestNode visitor = node()) {
                    visitor.hello(gateway, held);
                    TestNode.Received before = held;
                    held = visitor.until(changes.version());
                    assertThat(held.isDelta()).isEqualTo(before.version() > 0);
                    assertThat(visitor.resyncs()).isZero();
                }
            }

            assertThat(whole().resources()).containsExactlyInAnyOrderElementsOf(held.resources());
            assertThat(steady.until(changes.version()).resources())
                    .containsExactlyInAnyOrderElementsOf(held.resources());
            assertThat(steady.resyncs()).isZero();
        }
    }

    /** What a node gets that holds nothing. */
    private TestNode.Received whole() throws Exception {
        try (TestNode node = node()) {
            node.hello(gateway);
            TestNode.Received received = node.next();
            assertThat(received.isDelta()).isFalse();
            return received;
        }
    }

    private TestNode node() throws Exception {
        return new TestNode(controlPlane, identity);
    }

    private String withoutNotification() {
        return jdbc.sql("with next as (update event_gateway set version = version + 1, edition = gen_random_uuid()"
                        + " where id = :id returning id, version, edition)"
                        + " insert into gateway_version select * from next returning edition")
                .param("id", id())
                .query(String.class)
                .single();
    }

    private int tombstones() {
        return jdbc.sql("select count(*) from tombstone where gateway_id = :id")
                .param("id", id())
                .query(Integer.class)
                .single();
    }

    private UUID id() {
        return UUID.fromString(gateway.substring(gateway.lastIndexOf('/') + 1));
    }
}
