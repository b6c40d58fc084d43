package io.signalbox.dataplane.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.Promise;
import io.signalbox.dataplane.kafka.rewrite.Frames;
import io.signalbox.dataplane.kafka.rewrite.SeenBrokers;
import io.signalbox.routing.HostPort;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Asks one broker, once, for all brokers and no topic; ends its connection with the answer. The broker says first which
 * versions it has: the oldest are taken away from brokers in time, and the newest are not known to all of them.
 */
final class MetadataQuery extends LengthFieldBasedFrameDecoder {

    /** The oldest version that can ask for no topics. */
    private static final short OLDEST = 1;

    private static final short NEWEST = ApiKeys.METADATA.latestVersion();
    /** Every broker answers it, whatever else it has. */
    private static final short API_VERSIONS_VERSION = 0;

    private static final int MAX_ANSWER_BYTES = 8 * 1024 * 1024;
    private static final int SIZE_BYTES = 4;
    private static final String CLIENT_ID = "signalbox";

    private final Promise<SeenBrokers> answer;
    private short version = -1; // of the question; not chosen yet

    MetadataQuery(Promise<SeenBrokers> answer) {
        super(MAX_ANSWER_BYTES, 0, SIZE_BYTES, 0, SIZE_BYTES);
        this.answer = answer;
    }

    /** The first of two requests. */
    static ByteBuf request(ByteBufAllocator allocator) {
        return request(ApiKeys.API_VERSIONS, API_VERSIONS_VERSION, new ApiVersionsRequestData(), allocator);
    }

    private static ByteBuf request(ApiKeys key, short version, ApiMessage body, ByteBufAllocator allocator) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(key.id)
                .setRequestApiVersion(version)
                .setClientId(CLIENT_ID);
        return Frames.encode(header, key.requestHeaderVersion(version), body, version, allocator);
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
        @Nullable ByteBuf frame = (ByteBuf) super.decode(ctx, in);
        if (frame != null) {
            try {
                onFrame(ctx, frame);
            } finally {
                frame.release();
            }
        }
        return null;
    }

    private void onFrame(ChannelHandlerContext ctx, ByteBuf frame) throws IOException {
        ByteBufferAccessor readable = new ByteBufferAccessor(frame.nioBuffer());
        if (version < 0) {
            version = chooseVersion(readable);
            MetadataRequestData body = new MetadataRequestData().setTopics(List.of());
            ctx.writeAndFlush(request(ApiKeys.METADATA, version, body, ctx.alloc()));
        } else {
            answer.trySuccess(brokers(readable));
            ctx.close();
        }
    }

    private static short chooseVersion(ByteBufferAccessor readable) throws IOException {
        new ResponseHeaderData(readable, ApiKeys.API_VERSIONS.responseHeaderVersion(API_VERSIONS_VERSION));
        ApiVersion offered = new ApiVersionsResponseData(readable, API_VERSIONS_VERSION)
                .apiKeys()
                .find(ApiKeys.METADATA.id);
        if (offered == null || offered.maxVersion() < OLDEST || offered.minVersion() > NEWEST) {
            throw new IOException("the broker has no version of Metadata from " + OLDEST + " to " + NEWEST);
        }
        return (short) Math.min(offered.maxVersion(), NEWEST);
    }

    private SeenBrokers brokers(ByteBufferAccessor readable) {
        new ResponseHeaderData(readable, ApiKeys.METADATA.responseHeaderVersion(version));
        MetadataResponseData body = new MetadataResponseData(readable, version);
        Map<Integer, HostPort> addresses = new HashMap<>();
        body.brokers().forEach(broker -> addresses.put(broker.nodeId(), new HostPort(broker.host(), broker.port())));
        return new SeenBrokers(addresses, true);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        answer.tryFailure(
                cause instanceof UpstreamException
                        ? cause
                        : new IOException("no metadata came: " + cause.getMessage(), cause));
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        answer.tryFailure(new IOException(
                "the broker closed the connection before it answered: it may want TLS, or authentication"));
        super.channelInactive(ctx);
    }
}
