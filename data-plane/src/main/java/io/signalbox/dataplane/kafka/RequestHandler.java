package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.signalbox.dataplane.kafka.frame.Bypass;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import io.signalbox.dataplane.kafka.frame.FrameReader.Step;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Follows a client's requests through the bytes, notes each that will be answered, and passes the bytes on as they
 * came. A frame is passed on from its first byte once its header is read and found good; it is never gathered.
 * Violations go up the pipeline as {@link ProtocolViolationException}; nothing is passed on after one.
 */
public final class RequestHandler extends ChannelInboundHandlerAdapter {

    private static final int VERSION_OFFSET = 6;

    private final PendingRequests pending;
    private final RequestHeader header;
    private final Consumer<ByteBuf> detour;
    private final FrameReader frames = new FrameReader();
    private Bypass bypass = Bypass.NONE;
    private boolean failed;
    private boolean stopping;
    private Detour mode = Detour.NONE;
    private long requests;
    private boolean unanswered;
    private Optional<ClientSoftware> software = Optional.empty();
    private Optional<String> mark = Optional.empty();

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

    /** The mark of the first request, if it is a node's check of an address. */
    public Optional<String> mark() {
        return mark;
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
        return frames.isBypassed();
    }

    /** Whether there were requests that no answer confirms. */
    public boolean hadUnanswered() {
        return unanswered;
    }

    /** Requests that are noted as pending and of which a part has not come in. */
    public int incomplete() {
        return frames.left() > 0 && header.answered() ? 1 : 0;
    }

    /** Requests seen so far. */
    public long requests() {
        return requests;
    }

    /** Passes on the rest of the request that is coming in, and drops every one behind it. */
    public void stopAfterCurrent() {
        stopping = true;
    }

    /** Whether everything that was begun to be passed on has been passed on whole. */
    public boolean atFrameEnd() {
        return frames.isBetweenFrames();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        frames.start(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        frames.add((ByteBuf) message);
        if (failed) {
            frames.release();
            return;
        }
        try {
            while (frames.step() == Step.FRAME && begin()) {
                // each frame that is good is passed on
            }
        } catch (ProtocolViolationException e) {
            fail(ctx, e);
            return;
        }
        frames.finish();
        if (frames.left() >= Bypass.LEAST_BYTES && header.answered()) {
            // Not of a request without an answer: its client may close at once, and what is still on its way would be
            // lost.
            frames.bypass(bypass, frames.left(), () -> {});
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        frames.release();
    }

    /** False when this is not the time to go on. */
    private boolean begin() {
        if (stopping) {
            frames.passOn();
            frames.release();
            return false;
        }
        int missing = header.read(frames.buffer(), frames.index(), frames.end());
        if (missing > 0) {
            return frames.more(missing);
        }
        if (takesDetour()) {
            mode = Detour.NONE;
            detour.accept(frames.takeRest());
            return false;
        }
        note(frames.buffer(), frames.index());
        frames.pass(header.frameBytes());
        return true;
    }

    private boolean takesDetour() {
        return mode == Detour.NEXT || (mode == Detour.LOGIN && header.isLogin());
    }

    /** What stands in front of a violation is still passed on. */
    private void fail(ChannelHandlerContext ctx, ProtocolViolationException violation) {
        failed = true;
        frames.passOn();
        frames.release();
        ctx.fireExceptionCaught(violation);
    }

    private void note(ByteBuf in, int index) {
        short version = header.version();
        if (header.isApiVersions()) {
            if (requests == 0) {
                mark = CheckMark.read(in, index);
            }
            software = ClientSoftware.read(in, index, header.frameBytes(), version);
        }
        if (header.asksForUnknownApiVersions()) {
            // The broker may know this version, we do not. Asked for one that nobody knows, it answers in version 0
            // and names the versions that it has (KIP-511); the client then asks for one of those.
            in.setShort(index + VERSION_OFFSET, Short.MAX_VALUE);
            version = 0;
        }
        requests++;
        if (header.answered()) {
            pending.add(header.apiKey(), version, header.correlationId());
        } else {
            unanswered = true;
        }
    }
}
