package io.signalbox.dataplane.kafka.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.GatewayPlans;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import io.signalbox.dataplane.kafka.schema.EntryLimit;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import java.lang.reflect.Field;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBrokerCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.NodeCollection;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.utils.ImplicitLinkedHashCollection;
import org.junit.jupiter.api.Test;

class EntryLimitTest {

    private static final int TOO_MANY = MetadataFrame.MAX_BROKERS + 1;
    private static final int TOO_MANY_OTHERS = EntryLimit.MAX_ENTRIES + 1;

    private static final int CORRELATION_ID = 7;

    @Test
    void everyCollectionWhoseCostABackendCanChooseHasALimit() {
        Set<String> found = new TreeSet<>();
        for (ApiKeys api : ApiKeys.clientApis()) {
            if (api != ApiKeys.METADATA && isDecoded(api)) {
                collect(api.messageType.newResponse().getClass(), found);
            }
        }

        assertThat(found).contains("brokers", "node_endpoints").isEqualTo(new TreeSet<>(EntryLimit.LIMITED));
    }

    @Test
    void metadataOfMoreBrokersThanAClusterHasIsNotRead() {
        ByteBuf frame = Unpooled.buffer()
                .writeInt(CORRELATION_ID)
                .writeInt(TOO_MANY)
                .writeZero(TOO_MANY); // of version 1: the brokers come first

        assertThatThrownBy(() -> MetadataFrame.brokers(frame, (short) 1, CORRELATION_ID))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(TOO_MANY + " brokers");
        assertRefused(ApiKeys.METADATA, 1, frame, TOO_MANY + " brokers");
    }

    @Test
    void clusterDescriptionsVersionsAndQuorumsHaveTheSameLimit() {
        DescribeClusterResponseData cluster = new DescribeClusterResponseData()
                .setClusterId("c")
                .setBrokers(new DescribeClusterBrokerCollection(TOO_MANY_OTHERS));
        ApiVersionsResponseData versions =
                new ApiVersionsResponseData().setApiKeys(new ApiVersionCollection(TOO_MANY_OTHERS));
        DescribeQuorumResponseData quorum =
                new DescribeQuorumResponseData().setNodes(new NodeCollection(TOO_MANY_OTHERS));
        for (int id = 0; id < TOO_MANY_OTHERS; id++) {
            cluster.brokers().add(new DescribeClusterBroker().setBrokerId(id).setHost("b"));
            versions.apiKeys().add(new ApiVersion().setApiKey((short) id));
            quorum.nodes().add(new DescribeQuorumResponseData.Node().setNodeId(id));
        }

        assertRefused(ApiKeys.DESCRIBE_CLUSTER, 1, cluster, "brokers");
        assertRefused(ApiKeys.API_VERSIONS, 4, versions, "api keys");
        assertRefused(ApiKeys.API_VERSIONS, 0, versions, "api keys");
        assertRefused(ApiKeys.DESCRIBE_QUORUM, 2, quorum, "nodes");
        assertThatThrownBy(
                        () -> Answer.read(frame(ApiKeys.API_VERSIONS, 0, versions), ApiKeys.API_VERSIONS, (short) 0, 7))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void anAnswerToSomethingElseIsNone() {
        ByteBuf versions = frame(ApiKeys.API_VERSIONS, 0, new ApiVersionsResponseData());
        ByteBuf metadata = frame(ApiKeys.METADATA, 12, new MetadataResponseData());

        assertThatThrownBy(() -> Answer.read(versions, ApiKeys.API_VERSIONS, (short) 0, CORRELATION_ID + 1))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("correlation id");
        assertThatThrownBy(() -> MetadataFrame.brokers(metadata, (short) 12, CORRELATION_ID + 1))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("correlation id");
    }

    @Test
    void whatIsWrongIsSaidWithoutTheWordsOfALibrary() {
        ByteBuf cut = frame(ApiKeys.SASL_HANDSHAKE, 1, ApiKeys.SASL_HANDSHAKE.messageType.newResponse());
        ByteBuf claims =
                Unpooled.buffer().writeInt(CORRELATION_ID).writeShort(0).writeInt(Integer.MAX_VALUE);

        for (ByteBuf frame : new ByteBuf[] {cut.writerIndex(cut.writerIndex() - 1), claims}) {
            assertThatThrownBy(() -> Answer.read(frame, ApiKeys.SASL_HANDSHAKE, (short) 1, CORRELATION_ID))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessage(
                            "SaslHandshake v1 ends within a field, or holds a value that this version does not have")
                    .hasNoCause();
        }
    }

    private static void assertRefused(ApiKeys key, int version, ApiMessage body, String words) {
        assertRefused(key, version, frame(key, version, body), words);
    }

    private static void assertRefused(ApiKeys key, int version, ByteBuf frame, String words) {
        ByteBuf sized = Unpooled.buffer().writeInt(frame.readableBytes()).writeBytes(frame);

        assertThatThrownBy(
                        () -> GatewayPlans.rewrite(key, (short) version, sized, nodeId -> Optional.empty(), seen -> {}))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(words);
    }

    /** Without its size. */
    private static ByteBuf frame(ApiKeys key, int version, ApiMessage body) {
        return FrameWriter.encode(
                        new ResponseHeaderData().setCorrelationId(CORRELATION_ID),
                        key.responseHeaderVersion((short) version),
                        body,
                        (short) version,
                        UnpooledByteBufAllocator.DEFAULT)
                .skipBytes(Integer.BYTES);
    }

    /** Metadata is rewritten as bytes. */
    private static boolean isDecoded(ApiKeys api) {
        return IntStream.rangeClosed(0, api.latestVersion())
                .filter(version -> GatewayPlans.canRewrite(api.id, (short) version))
                .anyMatch(version -> !GatewayPlans.plan(api.id, (short) version).passes());
    }

    private static void collect(Class<?> message, Set<String> found) {
        for (Field field : message.getDeclaredFields()) {
            if (ImplicitLinkedHashCollection.class.isAssignableFrom(field.getType())) {
                found.add(field.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
            }
        }
        for (Class<?> nested : message.getDeclaredClasses()) {
            collect(nested, found);
        }
    }
}
