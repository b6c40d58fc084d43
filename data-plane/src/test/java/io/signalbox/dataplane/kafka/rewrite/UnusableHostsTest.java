package io.signalbox.dataplane.kafka.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.GatewayPlans;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import io.signalbox.routing.HostPort;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A broker whose address cannot be one is left out; the others are not spoilt by it. */
class UnusableHostsTest {

    /** Of memory that the garbage collector takes back: whole frames are looked at, and none is passed on. */
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false, true);

    private static final Advertiser GATEWAY = nodeId -> Optional.of(new HostPort("gw", 20_000 + nodeId));

    static List<Arguments> addresses() {
        return List.of(
                Arguments.of("\u001b[31mx\r\n2026-01-01T00:00:00Z ERROR forged\n", 9_092),
                Arguments.of("a b", 9_092),
                Arguments.of("x\u202e", 9_092),
                Arguments.of("b/../c", 9_092),
                Arguments.of("x".repeat(300), 9_092),
                Arguments.of("", 9_092),
                Arguments.of("kafka-1", 0),
                Arguments.of("kafka-1", -1),
                Arguments.of("kafka-1", 70_000));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void ofMetadata(String host, int port) {
        for (short version : new short[] {1, 8, 12, 13}) {
            MetadataResponseData body = new MetadataResponseData().setControllerId(1);
            body.brokers()
                    .add(new MetadataResponseBroker()
                            .setNodeId(0)
                            .setHost("kafka-0")
                            .setPort(9_092));
            body.brokers()
                    .add(new MetadataResponseBroker().setNodeId(1).setHost(host).setPort(port));
            body.topics()
                    .add(new MetadataResponseTopic()
                            .setName("t")
                            .setPartitions(List.of(
                                    new MetadataResponsePartition().setLeaderId(0),
                                    new MetadataResponsePartition().setLeaderId(1))));

            MetadataFrame.Rewritten rewritten = rewrite(ApiKeys.METADATA, version, body);

            MetadataResponseData told = new MetadataResponseData(body(ApiKeys.METADATA, version, rewritten), version);
            assertThat(told.brokers()).singleElement().satisfies(broker -> {
                assertThat(broker.nodeId()).isZero();
                assertThat(broker.port()).isEqualTo(20_000);
            });
            assertThat(told.controllerId()).isEqualTo(-1);
            List<MetadataResponsePartition> partitions =
                    told.topics().iterator().next().partitions();
            assertThat(partitions.get(0).leaderId()).isZero();
            assertThat(partitions.get(1).leaderId()).isEqualTo(-1);
            assertThat(partitions.get(1).errorCode()).isEqualTo(Errors.LEADER_NOT_AVAILABLE.code());
            assertSeen(rewritten.seen());
            assertSeen(
                    MetadataFrame.brokers(frame(ApiKeys.METADATA, version, body).skipBytes(4), version, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void ofOtherResponses(String host, int port) {
        DescribeClusterResponseData cluster = new DescribeClusterResponseData().setClusterId("c");
        cluster.brokers()
                .add(new DescribeClusterBroker()
                        .setBrokerId(0)
                        .setHost("kafka-0")
                        .setPort(9_092));
        cluster.brokers()
                .add(new DescribeClusterBroker().setBrokerId(1).setHost(host).setPort(port));
        FindCoordinatorResponseData coordinators = new FindCoordinatorResponseData()
                .setCoordinators(List.of(
                        new Coordinator()
                                .setKey("a")
                                .setNodeId(0)
                                .setHost("kafka-0")
                                .setPort(9_092),
                        new Coordinator().setKey("b").setNodeId(1).setHost(host).setPort(port)));

        MetadataFrame.Rewritten first = rewrite(ApiKeys.DESCRIBE_CLUSTER, (short) 1, cluster);
        MetadataFrame.Rewritten second = rewrite(ApiKeys.FIND_COORDINATOR, (short) 5, coordinators);

        assertThat(new DescribeClusterResponseData(body(ApiKeys.DESCRIBE_CLUSTER, (short) 1, first), (short) 1)
                        .brokers())
                .singleElement()
                .satisfies(broker -> assertThat(broker.brokerId()).isZero());
        List<Coordinator> told = new FindCoordinatorResponseData(
                        body(ApiKeys.FIND_COORDINATOR, (short) 5, second), (short) 5)
                .coordinators();
        assertThat(told.get(0).host()).isEqualTo("gw");
        assertThat(told.get(1).host()).isEmpty();
        assertThat(first.seen().addresses()).containsOnlyKeys(0);
        assertThat(second.seen().addresses()).containsOnlyKeys(0);
    }

    private static void assertSeen(SeenBrokers seen) {
        assertThat(seen.addresses()).isEqualTo(Map.of(0, new HostPort("kafka-0", 9_092)));
        assertThat(seen.unusable()).containsOnlyKeys(1);
        assertThat(seen.unusable().get(1)).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
    }

    private static MetadataFrame.Rewritten rewrite(ApiKeys key, short version, ApiMessage body) {
        List<SeenBrokers> seen = new ArrayList<>();
        ByteBuf rewritten = GatewayPlans.rewrite(key, version, frame(key, version, body), GATEWAY, seen::add);
        return new MetadataFrame.Rewritten(rewritten, seen.get(0));
    }

    private static ByteBuf frame(ApiKeys key, short version, ApiMessage body) {
        return FrameWriter.encode(new ResponseHeaderData(), key.responseHeaderVersion(version), body, version, HEAP);
    }

    private static ByteBufferAccessor body(ApiKeys key, short version, MetadataFrame.Rewritten rewritten) {
        byte[] bytes = ByteBufUtil.getBytes(rewritten.frame().skipBytes(4));
        rewritten.frame().release();
        ByteBufferAccessor readable = new ByteBufferAccessor(ByteBuffer.wrap(bytes));
        new ResponseHeaderData(readable, key.responseHeaderVersion(version));
        return readable;
    }
}
