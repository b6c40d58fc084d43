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
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.jspecify.annotations.Nullable;

/** Asks one broker, once, for all brokers and no topic; ends its connection with the answer. */
final class MetadataQuery extends LengthFieldBasedFrameDecoder {

    /** The oldest version that can ask for no topics: every broker from 0.10 on knows it. */
    private static final short VERSION = 1;

    private static final int MAX_ANSWER_BYTES = 8 * 1024 * 1024;
    private static final int SIZE_BYTES = 4;
    private static final String CLIENT_ID = "signalbox";

    private final Promise<SeenBrokers> answer;

    MetadataQuery(Promise<SeenBrokers> answer) {
        super(MAX_ANSWER_BYTES, 0, SIZE_BYTES, 0, SIZE_BYTES);
        this.answer = answer;
    }

    static ByteBuf request(ByteBufAllocator allocator) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(ApiKeys.METADATA.id)
                .setRequestApiVersion(VERSION)
                .setClientId(CLIENT_ID);
        MetadataRequestData body = new MetadataRequestData().setTopics(List.of());
        return Frames.encode(header, ApiKeys.METADATA.requestHeaderVersion(VERSION), body, VERSION, allocator);
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
        @Nullable ByteBuf frame = (ByteBuf) super.decode(ctx, in);
        if (frame != null) {
            try {
                answer.trySuccess(read(frame));
            } finally {
                frame.release();
                ctx.close();
            }
        }
        return null;
    }

    private static SeenBrokers read(ByteBuf frame) {
        ByteBufferAccessor readable = new ByteBufferAccessor(frame.nioBuffer());
        new ResponseHeaderData(readable, ApiKeys.METADATA.responseHeaderVersion(VERSION));
        MetadataResponseData body = new MetadataResponseData(readable, VERSION);
        Map<Integer, HostPort> addresses = new HashMap<>();
        body.brokers().forEach(broker -> addresses.put(broker.nodeId(), new HostPort(broker.host(), broker.port())));
        return new SeenBrokers(addresses, true);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        answer.tryFailure(new IOException("no metadata came: " + cause.getMessage(), cause));
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        answer.tryFailure(new IOException("the broker closed the connection before it answered"));
        super.channelInactive(ctx);
    }
}
