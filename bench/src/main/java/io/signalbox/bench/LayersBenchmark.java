package io.signalbox.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.acl.AclPolicies;
import io.signalbox.acl.AclPolicy;
import io.signalbox.acl.Aliases;
import io.signalbox.acl.Authorizer;
import io.signalbox.acl.Namespace;
import io.signalbox.acl.Namespace.Additional;
import io.signalbox.acl.Operation;
import io.signalbox.acl.Principal;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.RequestHandler;
import io.signalbox.dataplane.kafka.ResponseHandler;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.dataplane.kafka.rewrite.AddressLayer;
import io.signalbox.dataplane.layer.TopicNames;
import io.signalbox.dataplane.layer.access.AccessClient;
import io.signalbox.dataplane.layer.access.AccessLayer;
import io.signalbox.dataplane.layer.access.AccessSession;
import io.signalbox.dataplane.layer.aliases.AliasClient;
import io.signalbox.dataplane.layer.aliases.AliasLayer;
import io.signalbox.dataplane.layer.aliases.AliasSession;
import io.signalbox.dataplane.layer.aliases.AliasTopics;
import io.signalbox.dataplane.layer.names.AmbiguousTopics;
import io.signalbox.dataplane.layer.names.NamesClient;
import io.signalbox.dataplane.layer.names.NamesLayer;
import io.signalbox.dataplane.layer.names.NamesSession;
import io.signalbox.dataplane.layer.records.RecordsLayer;
import io.signalbox.dataplane.layer.records.RecordsSession;
import io.signalbox.routing.HostPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What layers cost, without sockets, as {@link RelayBenchmark}: a read of 32 requests, and the read of their 32 responses.
 * Each figure is for one request and its response.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LayersBenchmark {

    private static final int BATCH = 32;
    private static final short PRODUCE_BY_NAME = 9;
    private static final short FETCH_BY_NAME = 12;
    private static final int RECORD_BYTES = 1_024;
    private static final int MAX_REQUEST_BYTES = 100 * 1024 * 1024;

    /**
     * What the virtual cluster has; "denied": access control that denies one topic of those that are fetched; "records": policies
     * for records of which none is for the topic; "aliases": one that stands for another topic.
     */
    @Param({"plain", "access", "denied", "names", "records", "aliases"})
    public String layers = "plain";

    /** By which topics are named. */
    @Param({"id", "name"})
    public String by = "id";

    /** So many are fetched that nobody is denied. */
    @Param("1")
    public int topics = 1;

    private EmbeddedChannel client = new EmbeddedChannel();
    private EmbeddedChannel broker = new EmbeddedChannel();
    private Read produce = Read.NOTHING;
    private Read produced = Read.NOTHING;
    private Read fetch = Read.NOTHING;
    private Read fetched = Read.NOTHING;

    @Setup
    public void open() {
        Layer layer = switch (layers) {
            case "access", "denied" -> AccessLayer.SEES_ALL;
            case "names" -> new NamesLayer(false);
            case "records" -> new RecordsLayer(true, true);
            case "aliases" -> new AliasLayer();
            default -> new Layer() {};
        };
        LayerSession session = switch (layers) {
            case "access", "denied" -> new AccessSession(new Client(topics));
            case "names" -> new NamesSession(new Tenant());
            case "records" -> new RecordsSession(new UntouchedTopics(new Client(topics).topics()));
            case "aliases" -> new AliasSession(new Aliased(new Client(topics).topics()));
            default -> new LayerSession() {};
        };
        String brokers = layers.equals("names") ? Tenant.PREFIX + KafkaFrames.NAME : KafkaFrames.NAME;
        Exchanges exchanges = new Exchanges(
                new Roundtrips(),
                Plans.of(List.of(layer, new AddressLayer())),
                session,
                AddressLayer.session(nodeId -> Optional.of(new HostPort("gateway", 9_092)), seen -> {}));
        client = new EmbeddedChannel(
                new RequestHandler(
                        exchanges, MAX_REQUEST_BYTES, MemoryBudget.unlimited().share()),
                new Released());
        broker = new EmbeddedChannel(
                new ResponseHandler(exchanges, MemoryBudget.unlimited().share()), new Released());
        short produceVersion = by.equals("id") ? ApiKeys.PRODUCE.latestVersion() : PRODUCE_BY_NAME;
        short fetchVersion = by.equals("id") ? ApiKeys.FETCH.latestVersion() : FETCH_BY_NAME;
        produce = batch(
                id -> KafkaFrames.request(ApiKeys.PRODUCE, produceVersion, id, KafkaFrames.produce(RECORD_BYTES)));
        produced =
                batch(id -> KafkaFrames.response(ApiKeys.PRODUCE, produceVersion, id, KafkaFrames.produced(brokers)));
        FetchRequestData wanted =
                layers.equals("denied") ? KafkaFrames.fetchWithSecret(topics) : KafkaFrames.fetchWithoutSession(topics);
        fetch = batch(id -> KafkaFrames.request(ApiKeys.FETCH, fetchVersion, id, wanted));
        FetchResponseData answer = topics == 1
                ? KafkaFrames.fetched(brokers, 1, RECORD_BYTES)
                : KafkaFrames.fetchedOf(topics, RECORD_BYTES);
        fetched = batch(id -> KafkaFrames.response(ApiKeys.FETCH, fetchVersion, id, answer));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void produce() {
        read(client, produce);
        read(broker, produced);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void fetch() {
        read(client, fetch);
        read(broker, fetched);
    }

    private static Read batch(IntFunction<ByteBuf> frame) {
        ByteBuf all = ByteBufAllocator.DEFAULT.directBuffer();
        for (int i = 0; i < BATCH; i++) {
            ByteBuf one = frame.apply(i);
            all.writeBytes(one);
            one.release();
        }
        return new Read(all, ByteBufUtil.getBytes(all));
    }

    /** What a socket gives: the bytes are written anew for each read, since a layer may change some of them where they are. */
    @SuppressWarnings("ArrayRecordComponent") // these are never compared
    private record Read(ByteBuf buffer, byte[] bytes) {
        static final Read NOTHING = new Read(Unpooled.EMPTY_BUFFER, new byte[0]);
    }

    /** The same buffer again and again: what a socket's read allocates is not ours. */
    private static void read(EmbeddedChannel channel, Read read) {
        ByteBuf buffer = read.buffer();
        buffer.setBytes(0, read.bytes());
        buffer.retain().readerIndex(0);
        channel.pipeline().fireChannelRead(buffer);
        channel.checkException();
        if (buffer.refCnt() != 1) {
            throw new IllegalStateException("the bytes were not released");
        }
    }

    private static final class Released extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ((ByteBuf) message).release();
        }
    }

    /** May read and write what is named in a rule. */
    private static final class Client implements AccessClient {
        private final Authorizer authorizer = new AclPolicies(List.of(
                        AclPolicy.of(new UUID(0, 1), AclBenchmark.policy(3).build())))
                .of(Principal.named("sasl_plain", "alice"));
        private final TopicNames topics = new TopicNames();

        Client(int known) {
            MetadataResponseData answer = new MetadataResponseData();
            for (int number = 0; number < known; number++) {
                answer.topics()
                        .add(new MetadataResponseTopic()
                                .setName(KafkaFrames.name(number))
                                .setTopicId(KafkaFrames.topic(number)));
            }
            answer.topics()
                    .add(new MetadataResponseTopic().setName(KafkaFrames.SECRET).setTopicId(KafkaFrames.SECRET_TOPIC));
            topics.learn(answer);
        }

        @Override
        public Authorizer authorizer() {
            return authorizer;
        }

        @Override
        public TopicNames topics() {
            return topics;
        }

        @Override
        public CompletionStage<ApiMessage> ask(Question question) {
            return CompletableFuture.failedFuture(new IllegalStateException("nothing has to be asked"));
        }

        @Override
        public void onDecision(Operation operation, ResourceType type, String name, boolean allowed) {
            if (!allowed && !name.equals(KafkaFrames.SECRET)) {
                throw new IllegalStateException(name + " is denied");
            }
        }

        @Override
        public void onAllowed(ResourceType type, int times) {
            // Nobody counts.
        }

        @Override
        public void close() {
            throw new IllegalStateException("it was denied something");
        }
    }

    /** Has an alias of a topic that is not asked for. */
    private record Aliased(TopicNames topics, Aliases aliases, AliasTopics known) implements AliasClient {

        Aliased(TopicNames topics) {
            this(
                    topics,
                    new Aliases(Map.of("nick", new Aliases.Target(KafkaFrames.SECRET, false)), 0),
                    new AliasTopics(new UUID(0, 1), alias -> {}));
        }

        @Override
        public CompletionStage<ApiMessage> ask(Question question) {
            return CompletableFuture.failedFuture(new IllegalStateException("nothing has to be asked"));
        }
    }

    /** Sees what has the prefix. */
    private static final class Tenant implements NamesClient {
        private static final String PREFIX = "tenant-a.";

        private final Namespace namespace =
                new Namespace(Namespace.Mode.HIDE_PREFIX, PREFIX, Additional.NONE, Additional.NONE, Additional.NONE);
        private final TopicNames topics = new TopicNames();
        private final AmbiguousTopics ambiguous = new AmbiguousTopics(name -> {});

        Tenant() {
            MetadataResponseData answer = new MetadataResponseData();
            answer.topics()
                    .add(new MetadataResponseTopic()
                            .setName(PREFIX + KafkaFrames.NAME)
                            .setTopicId(KafkaFrames.TOPIC));
            topics.learn(answer);
        }

        @Override
        public Namespace namespace() {
            return namespace;
        }

        @Override
        public TopicNames topics() {
            return topics;
        }

        @Override
        public AmbiguousTopics ambiguous() {
            return ambiguous;
        }

        @Override
        public CompletionStage<ApiMessage> ask(Question question) {
            return CompletableFuture.failedFuture(new IllegalStateException("nothing has to be asked"));
        }
    }
}
