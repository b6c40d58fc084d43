package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a client's requests through the bytes, notes each that will be answered, and passes the bytes on as they
 * came. A frame is passed on from its first byte once its header is read and found good; it is never gathered.
 * Violations go up the pipeline as {@link ProtocolViolationException}; nothing is passed on after one.
 */
public final class RequestHandler extends ChannelInboundHandlerAdapter {

    private static final int HELD_BYTES = 512; // at first; most headers are far shorter
    private static final int VERSION_OFFSET = 6;

    private final PendingRequests pending;
    private final RequestHeader header;
    private final Consumer<ByteBuf> detour;
    private Bypass bypass = Bypass.NONE;
    private boolean bypassed; // the rest of the current frame goes another way
    private int frameLeft;
    private @Nullable ByteBuf held; // the beginning of a header that has not come in whole
    private boolean failed;
    private boolean stopping;
    private Detour mode = Detour.NONE;
    private long requests;
    private boolean unanswered;
    private Optional<ClientSoftware> software = Optional.empty();

    /** Which requests are not passed on, but handed over with all that comes behind them. */
    public enum Detour {
        NONE,
        /** Those by which a client makes itself known. */
        LOGIN,
        /** The next, whatever it is. */
        NEXT
    }

    /**
     * Notes requests in {@code pending}.
     *
     * @param maxFrameBytes a request that claims to be longer is a violation
     * @param detour is given what is not passed on; it owns the bytes, which begin with a request
     */
    public RequestHandler(PendingRequests pending, int maxFrameBytes, Consumer<ByteBuf> detour) {
        this.pending = pending;
        this.detour = detour;
        this.header = new RequestHeader(maxFrameBytes);
    }

    /** What the client says it is; empty before it said so, and for clients that do not. */
    public Optional<ClientSoftware> software() {
        return software;
    }

    public void detour(Detour which) {
        mode = which;
    }

    /** From now on offers the rest of long frames to {@code way}. */
    public void bypass(Bypass way) {
        bypass = way;
    }

    /** Whether the rest of a frame is moved to the broker without being read. */
    public boolean isBypassed() {
        return bypassed;
    }

    /** Whether there were requests that no answer confirms. */
    public boolean hadUnanswered() {
        return unanswered;
    }

    /** Requests that are noted as pending and of which a part has not come in. */
    public int incomplete() {
        return frameLeft > 0 && header.answered() ? 1 : 0;
    }

    /** Requests seen so far. */
    public long requests() {
        return requests;
    }

    /** Passes on the rest of the request that is coming in, and drops every one behind it. */
    public void stopAfterCurrent() {
        stopping = true;
        releaseHeld();
    }

    /** Whether everything that was begun to be passed on has been passed on whole. */
    public boolean atFrameEnd() {
        return frameLeft == 0 && !bypassed;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (failed) {
            in.release();
            return;
        }
        try {
            if (held != null && !completeHeld(ctx, held, in)) {
                in.release();
                return;
            }
        } catch (ProtocolViolationException e) {
            in.release();
            fail(ctx, e);
            return;
        }
        pass(ctx, in);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseHeld();
    }

    /** Adds to the held bytes until their header is whole, and passes them on; false when more are needed. */
    private boolean completeHeld(ChannelHandlerContext ctx, ByteBuf begin, ByteBuf in) {
        int missing = header.read(begin, begin.readerIndex(), begin.writerIndex());
        while (missing > 0) {
            if (!in.isReadable()) {
                return false;
            }
            begin.writeBytes(in, Math.min(missing, in.readableBytes()));
            missing = header.read(begin, begin.readerIndex(), begin.writerIndex());
        }
        if (takesDetour()) {
            held = null;
            mode = Detour.NONE;
            detour.accept(begin.writeBytes(in));
            return false;
        }
        note(begin, begin.readerIndex());
        frameLeft = header.frameBytes() - begin.readableBytes();
        held = null;
        ctx.fireChannelRead(begin);
        return true;
    }

    /** Passes on every frame that is good, so that nothing in front of a violation is lost. */
    private void pass(ChannelHandlerContext ctx, ByteBuf in) {
        int end = in.writerIndex();
        int at = in.readerIndex();
        @Nullable ProtocolViolationException violation = null;
        @Nullable ByteBuf handedOver = null;
        try {
            while (at < end) {
                if (frameLeft > 0) {
                    int bytes = Math.min(frameLeft, end - at);
                    at += bytes;
                    frameLeft -= bytes;
                } else if (stopping) {
                    break;
                } else if (header.read(in, at, end) == 0) {
                    if (takesDetour()) {
                        handedOver = in.retainedSlice(at, end - at);
                        break;
                    }
                    note(in, at);
                    frameLeft = header.frameBytes();
                } else {
                    held = ctx.alloc().buffer(HELD_BYTES).writeBytes(in, at, end - at);
                    break;
                }
            }
        } catch (ProtocolViolationException e) {
            violation = e;
        }
        in.writerIndex(at);
        if (in.isReadable()) {
            ctx.fireChannelRead(in);
        } else {
            in.release();
        }
        if (violation != null) {
            fail(ctx, violation);
        } else if (handedOver != null) {
            mode = Detour.NONE;
            detour.accept(handedOver);
        } else if (frameLeft >= Bypass.LEAST_BYTES && header.answered()) {
            offerRest();
        }
    }

    /** Not of a request without an answer: its client may close at once, and what is still on its way would be lost. */
    private void offerRest() {
        if (bypass.take(frameLeft, () -> bypassed = false)) {
            bypassed = true;
            frameLeft = 0;
        }
    }

    private boolean takesDetour() {
        return mode == Detour.NEXT || (mode == Detour.LOGIN && header.isLogin());
    }

    private void fail(ChannelHandlerContext ctx, ProtocolViolationException violation) {
        failed = true;
        releaseHeld();
        ctx.fireExceptionCaught(violation);
    }

    private void note(ByteBuf in, int index) {
        requests++;
        short version = header.version();
        if (header.isApiVersions()) {
            software = ClientSoftware.read(in, index, header.frameBytes(), version);
        }
        if (header.asksForUnknownApiVersions()) {
            // The broker may know this version, we do not. Asked for one that nobody knows, it answers in version 0
            // and names the versions that it has (KIP-511); the client then asks for one of those.
            in.setShort(index + VERSION_OFFSET, Short.MAX_VALUE);
            version = 0;
        }
        if (header.answered()) {
            pending.add(header.apiKey(), version, header.correlationId());
        } else {
            unanswered = true;
        }
    }

    private void releaseHeld() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
