package io.signalbox.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.Reply;
import io.signalbox.dataplane.kafka.exchange.ResponsePlan;
import io.signalbox.routing.HostPort;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBrokerCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBrokerCollection;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopicCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Decoding, rewriting and encoding one response of each kind that is changed: three brokers, 100 partitions. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RewriteBenchmark {

    private static final int BROKERS = 3;
    private static final int TOPICS = 10;
    private static final int PARTITIONS = 10; // of each topic
    private static final int RECORD_BYTES = 1_024;
    private static final int PORT = 9_092;
    private static final HostPort ADVERTISED = new HostPort("broker.orders.example.com", PORT);

    @Param({
        "API_VERSIONS",
        "METADATA",
        "FIND_COORDINATOR",
        "DESCRIBE_CLUSTER",
        "DESCRIBE_QUORUM",
        "PRODUCE",
        "FETCH",
        "SHARE_FETCH",
        "SHARE_ACKNOWLEDGE"
    })
    public ApiKeys api = ApiKeys.METADATA;

    private final LayerSession[] sessions =
            GatewayPlans.exchanges(ADVERTISED).handling().sessions();
    private static final Object[] NOTHING_REMEMBERED = {};

    private ResponsePlan plan = ResponsePlan.PASS;
    private ByteBuf frame = Unpooled.EMPTY_BUFFER;

    @Setup
    public void encode() {
        plan = GatewayPlans.PLANS.response(api.id, api.latestVersion());
        frame = KafkaFrames.response(api, 1, body(api));
    }

    @Benchmark
    public int rewrite() {
        ByteBuf rewritten = plan.change(
                        sessions, NOTHING_REMEMBERED, frame, 0, frame.writerIndex(), ByteBufAllocator.DEFAULT)
                .match(Reply.Ready::frame, later -> {
                    throw new IllegalStateException("addresses are rewritten at once");
                });
        int bytes = rewritten.readableBytes();
        rewritten.release();
        return bytes;
    }

    private static ApiMessage body(ApiKeys api) {
        return switch (api) {
            case API_VERSIONS -> apiVersions();
            case METADATA -> metadata();
            case FIND_COORDINATOR ->
                new FindCoordinatorResponseData()
                        .setCoordinators(List.of(new FindCoordinatorResponseData.Coordinator()
                                .setKey("group")
                                .setNodeId(1)
                                .setHost(host(1))
                                .setPort(PORT)));
            case DESCRIBE_CLUSTER -> describeCluster();
            case DESCRIBE_QUORUM ->
                new DescribeQuorumResponseData()
                        .setNodes(new DescribeQuorumResponseData.NodeCollection(brokers()
                                .mapToObj(id -> new DescribeQuorumResponseData.Node().setNodeId(id))
                                .iterator()));
            default -> withEndpoints(api);
        };
    }

    /** A partition has moved, and the response names where to: rare, and only then are these decoded. */
    private static ApiMessage withEndpoints(ApiKeys api) {
        return switch (api) {
            case PRODUCE ->
                KafkaFrames.produced()
                        .setNodeEndpoints(new ProduceResponseData.NodeEndpointCollection(brokers()
                                .mapToObj(id -> new ProduceResponseData.NodeEndpoint()
                                        .setNodeId(id)
                                        .setHost(host(id))
                                        .setPort(PORT))
                                .iterator()));
            case FETCH ->
                KafkaFrames.fetched(PARTITIONS, RECORD_BYTES)
                        .setNodeEndpoints(new FetchResponseData.NodeEndpointCollection(brokers()
                                .mapToObj(id -> new FetchResponseData.NodeEndpoint()
                                        .setNodeId(id)
                                        .setHost(host(id))
                                        .setPort(PORT))
                                .iterator()));
            case SHARE_FETCH ->
                new ShareFetchResponseData()
                        .setNodeEndpoints(new ShareFetchResponseData.NodeEndpointCollection(brokers()
                                .mapToObj(id -> new ShareFetchResponseData.NodeEndpoint()
                                        .setNodeId(id)
                                        .setHost(host(id))
                                        .setPort(PORT))
                                .iterator()));
            default ->
                new ShareAcknowledgeResponseData()
                        .setNodeEndpoints(new ShareAcknowledgeResponseData.NodeEndpointCollection(brokers()
                                .mapToObj(id -> new ShareAcknowledgeResponseData.NodeEndpoint()
                                        .setNodeId(id)
                                        .setHost(host(id))
                                        .setPort(PORT))
                                .iterator()));
        };
    }

    private static ApiMessage apiVersions() {
        ApiVersionCollection keys = new ApiVersionCollection();
        for (ApiKeys key : ApiKeys.clientApis()) {
            keys.add(new ApiVersion().setApiKey(key.id).setMaxVersion(key.latestVersion()));
        }
        return new ApiVersionsResponseData().setApiKeys(keys);
    }

    private static ApiMessage metadata() {
        MetadataResponseBrokerCollection brokers = new MetadataResponseBrokerCollection();
        brokers()
                .forEach(id -> brokers.add(new MetadataResponseBroker()
                        .setNodeId(id)
                        .setHost(host(id))
                        .setPort(PORT)));
        MetadataResponseTopicCollection topics = new MetadataResponseTopicCollection();
        for (int i = 0; i < TOPICS; i++) {
            topics.add(new MetadataResponseTopic()
                    .setName("topic-" + i)
                    .setTopicId(new Uuid(1, i))
                    .setPartitions(IntStream.range(0, PARTITIONS)
                            .mapToObj(partition -> new MetadataResponsePartition()
                                    .setPartitionIndex(partition)
                                    .setLeaderId(partition % BROKERS)
                                    .setReplicaNodes(List.of(0, 1, 2))
                                    .setIsrNodes(List.of(0, 1, 2)))
                            .toList()));
        }
        return new MetadataResponseData().setBrokers(brokers).setTopics(topics).setClusterId("cluster");
    }

    private static ApiMessage describeCluster() {
        DescribeClusterBrokerCollection brokers = new DescribeClusterBrokerCollection();
        brokers()
                .forEach(id -> brokers.add(new DescribeClusterBroker()
                        .setBrokerId(id)
                        .setHost(host(id))
                        .setPort(PORT)));
        return new DescribeClusterResponseData().setBrokers(brokers).setClusterId("cluster");
    }

    private static IntStream brokers() {
        return IntStream.range(0, BROKERS);
    }

    private static String host(int nodeId) {
        return "kafka-" + nodeId + ".internal";
    }
}
