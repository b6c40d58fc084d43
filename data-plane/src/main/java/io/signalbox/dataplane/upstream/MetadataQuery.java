package io.signalbox.dataplane.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Promise;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.frame.FrameGatherer;
import io.signalbox.dataplane.kafka.rewrite.MetadataFrame;
import io.signalbox.dataplane.kafka.rewrite.SeenBrokers;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Asks one broker, once, for all brokers and no topic; ends its connection with the answer. The broker says first which
 * versions it has: the oldest are taken away from brokers in time, and the newest are not known to all of them.
 */
final class MetadataQuery extends ChannelInboundHandlerAdapter {

    /** The oldest version that can ask for no topics. */
    private static final short OLDEST = 1;

    private static final short NEWEST = ApiKeys.METADATA.latestVersion();
    /** Every broker answers it, whatever else it has. */
    static final short API_VERSIONS_VERSION = 0;

    private static final int MAX_ANSWER_BYTES = 8 * 1024 * 1024;
    private static final String CLIENT_ID = "signalbox";

    private static final int ABOUT_VERSIONS = 1; // correlation ids
    private static final int ABOUT_BROKERS = 2;

    private final FrameGatherer frames = new FrameGatherer(MAX_ANSWER_BYTES);
    private final Promise<SeenBrokers> answer;
    private short version = -1; // of the question; not chosen yet

    MetadataQuery(Promise<SeenBrokers> answer) {
        this.answer = answer;
    }

    /** The first of two requests. */
    static ByteBuf request(ByteBufAllocator allocator) {
        return apiVersions(CLIENT_ID, ABOUT_VERSIONS, allocator);
    }

    static ByteBuf apiVersions(String clientId, int correlationId, ByteBufAllocator allocator) {
        return new Question(
                        ApiKeys.API_VERSIONS,
                        API_VERSIONS_VERSION,
                        clientId,
                        correlationId,
                        new ApiVersionsRequestData())
                .encode(allocator);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        frames.start(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        frames.release();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        frames.add((ByteBuf) message);
        for (Optional<ByteBuf> frame = frames.next(); frame.isPresent(); frame = frames.next()) {
            try {
                onFrame(ctx, frame.get());
            } finally {
                frame.get().release();
            }
        }
    }

    private void onFrame(ChannelHandlerContext ctx, ByteBuf frame) throws IOException {
        if (version < 0) {
            version = chooseVersion(frame);
            MetadataRequestData body = new MetadataRequestData().setTopics(List.of());
            ctx.writeAndFlush(
                    new Question(ApiKeys.METADATA, version, CLIENT_ID, ABOUT_BROKERS, body).encode(ctx.alloc()));
        } else {
            answer.trySuccess(MetadataFrame.brokers(frame, version, ABOUT_BROKERS));
            ctx.close();
        }
    }

    private static short chooseVersion(ByteBuf frame) throws IOException {
        ApiVersionsResponseData versions = (ApiVersionsResponseData)
                Answer.read(frame, ApiKeys.API_VERSIONS, API_VERSIONS_VERSION, ABOUT_VERSIONS);
        ApiVersion offered = versions.apiKeys().find(ApiKeys.METADATA.id);
        if (offered == null || offered.maxVersion() < OLDEST || offered.minVersion() > NEWEST) {
            throw new IOException("has no version of Metadata from " + OLDEST + " to " + NEWEST);
        }
        return (short) Math.min(offered.maxVersion(), NEWEST);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        answer.tryFailure(cause instanceof UpstreamException ? cause : words(ctx, BrokerWords.of(cause)));
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        answer.tryFailure(words(ctx, "closed the connection before it answered: it may want TLS, or authentication"));
        super.channelInactive(ctx);
    }

    private static UpstreamException words(ChannelHandlerContext ctx, String words) {
        return new UpstreamException(
                UpstreamException.Reason.BACKEND_UNREACHABLE,
                ctx.channel().attr(Dialer.ADDRESS).get() + " " + words);
    }
}
