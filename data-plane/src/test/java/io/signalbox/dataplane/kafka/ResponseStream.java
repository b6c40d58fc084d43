package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.rewrite.Advertiser;
import io.signalbox.dataplane.kafka.rewrite.SeenBrokers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;

/** Feeds bytes to a {@link ResponseHandler}, in pieces, and collects what it passes on. */
final class ResponseStream implements AutoCloseable {

    final Exchanges exchanges;
    final List<SeenBrokers> seen = new ArrayList<>();
    int bypassed; // bytes, in all
    private final EmbeddedChannel channel;
    private final ResponseHandler handler;
    private int goingPast;
    private Runnable onMoved = () -> {};

    ResponseStream(Advertiser advertiser) {
        exchanges = GatewayPlans.exchanges(advertiser, seen::add);
        handler = new ResponseHandler(exchanges, MemoryBudget.unlimited().share());
        channel = new EmbeddedChannel(handler);
    }

    /** Has long frames go past the handler, as far as it lets them. */
    ResponseStream withBypass() {
        handler.bypass((bytes, moved) -> {
            goingPast = bytes;
            bypassed += bytes;
            onMoved = moved;
            return true;
        });
        return this;
    }

    boolean isAtFrameEnd() {
        return handler.atFrameEnd();
    }

    /** A response frame: size, correlation id, header tags where the version has them, and the body. */
    static byte[] frame(ApiKeys key, short version, int correlationId, ByteBuffer body) {
        boolean flexible = key.responseHeaderVersion(version) >= 1;
        int size = 4 + (flexible ? 1 : 0) + body.remaining();
        ByteBuffer frame = ByteBuffer.allocate(4 + size).putInt(size).putInt(correlationId);
        if (flexible) {
            frame.put((byte) 0);
        }
        return frame.put(body.duplicate()).array();
    }

    ResponseStream expect(ApiKeys key, short version, int correlationId) {
        exchanges.forwarded(key.id, version, correlationId);
        return this;
    }

    /** Everything passed on for these bytes, fed in pieces of this size. */
    byte[] feed(byte[] bytes, int pieceBytes) {
        ByteBuf out = Unpooled.buffer();
        for (int from = 0; from < bytes.length; from += pieceBytes) {
            int length = Math.min(pieceBytes, bytes.length - from);
            int past = Math.min(length, goingPast);
            move(bytes, from, past, out);
            if (past < length) {
                channel.writeInbound(Unpooled.directBuffer(length).writeBytes(bytes, from + past, length - past));
                drain(out);
            }
        }
        byte[] passed = new byte[out.readableBytes()];
        out.readBytes(passed).release();
        return passed;
    }

    private void move(byte[] bytes, int from, int length, ByteBuf out) {
        out.writeBytes(bytes, from, length);
        goingPast -= length;
        if (length > 0 && goingPast == 0) {
            onMoved.run();
        }
    }

    private void drain(ByteBuf out) {
        for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
            out.writeBytes(next);
            next.release();
        }
    }

    /** Rethrows what the handler sent up the pipeline. */
    void checkException() {
        channel.checkException();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
