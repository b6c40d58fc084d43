package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of TLS, and keeps the record by which a client says that it sends nothing more until what it sent before
 * is answered: an engine that has seen it may say nothing more either (BoringSSL's never does).
 */
final class CloseNotifyHold extends ChannelInboundHandlerAdapter {

    private static final int HEADER_BYTES = 5;
    private static final short VERSION = 0x0303; // in the records of TLS 1.2 and 1.3 alike
    private static final byte ALERT = 21;
    private static final byte APPLICATION_DATA = 23; // what TLS 1.3 calls every record that is encrypted
    private static final int ALERT_IN_13 = 2 + 1 + 16; // its kind, and the tag
    private static final int ALERT_IN_12_GCM = 8 + 2 + 16;
    private static final int ALERT_IN_12_CHACHA = 2 + 16;

    private BooleanSupplier answered = () -> true;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf held;

    /** From now on requests may be under way. */
    void holdUntil(BooleanSupplier allAnswered) {
        answered = allAnswered;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        int end = bytes.writerIndex();
        int alerts = alertBytesAtEnd(bytes);
        if (alerts < bytes.readableBytes()) {
            passHeld(ctx); // it was not the last
        }
        if (alerts == 0) {
            ctx.fireChannelRead(bytes);
            return;
        }
        ByteBuf last = bytes.retainedSlice(end - alerts, alerts);
        held = held == null ? last : Unpooled.wrappedBuffer(held, last);
        ctx.fireChannelRead(bytes.writerIndex(end - alerts));
        if (answered.getAsBoolean()) {
            passHeld(ctx);
        }
    }

    /** Everything is answered. */
    void onAnswered() {
        if (held != null && context != null) {
            passHeld(context);
            context.fireChannelReadComplete();
        }
    }

    private void passHeld(ChannelHandlerContext ctx) {
        ByteBuf record = held;
        if (record != null) {
            held = null;
            ctx.fireChannelRead(record);
        }
    }

    /**
     * 0 for none. A JDK's client says first that it cancels, which is an alert, too. What only looks like one waits for
     * what follows it, or for answers: no harm is done.
     */
    private static int alertBytesAtEnd(ByteBuf bytes) {
        int end = bytes.writerIndex();
        int record = alertBefore(bytes, end);
        while (record > 0) {
            end -= record;
            record = alertBefore(bytes, end);
        }
        return bytes.writerIndex() - end;
    }

    private static int alertBefore(ByteBuf bytes, int end) {
        if (isRecord(bytes, end, APPLICATION_DATA, ALERT_IN_13)) {
            return HEADER_BYTES + ALERT_IN_13;
        }
        if (isRecord(bytes, end, ALERT, ALERT_IN_12_GCM)) {
            return HEADER_BYTES + ALERT_IN_12_GCM;
        }
        return isRecord(bytes, end, ALERT, ALERT_IN_12_CHACHA) ? HEADER_BYTES + ALERT_IN_12_CHACHA : 0;
    }

    private static boolean isRecord(ByteBuf bytes, int end, byte type, int length) {
        int at = end - HEADER_BYTES - length;
        return at >= bytes.readerIndex()
                && bytes.getByte(at) == type
                && bytes.getShort(at + 1) == VERSION
                && bytes.getShort(at + 3) == length;
    }
}
