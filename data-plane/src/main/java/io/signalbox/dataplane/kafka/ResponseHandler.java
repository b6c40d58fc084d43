package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.signalbox.dataplane.kafka.rewrite.Advertiser;
import io.signalbox.dataplane.kafka.rewrite.MalformedResponseException;
import io.signalbox.dataplane.kafka.rewrite.NodeEndpointsScanner;
import io.signalbox.dataplane.kafka.rewrite.ResponsePlan;
import io.signalbox.dataplane.kafka.rewrite.ResponsePlans;
import io.signalbox.dataplane.kafka.rewrite.Rewritten;
import io.signalbox.dataplane.kafka.rewrite.SeenBrokers;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a broker's responses through the bytes and passes them on as they came, but for the few that carry addresses:
 * those are gathered and rewritten if they are small, or walked through as they stream by. Violations go up the pipeline
 * as {@link ProtocolViolationException}; nothing is passed on after one.
 */
public final class ResponseHandler extends ChannelInboundHandlerAdapter {

    /** A response that may carry node endpoints is gathered up to here, and walked through beyond. */
    static final int SMALL_FRAME_BYTES = 16 * 1024;

    /** The longest response that is decoded: the metadata of some hundred thousand partitions. */
    static final int MAX_REWRITTEN_BYTES = 64 * 1024 * 1024;

    private static final int PREFIX_BYTES = 8; // size and correlation id
    private static final int SIZE_BYTES = 4;

    private final PendingRequests pending;
    private final Advertiser advertiser;
    private final Consumer<SeenBrokers> onSeen;

    private final NodeEndpointsScanner scanner = new NodeEndpointsScanner();
    private Bypass bypass = Bypass.NONE;
    private boolean bypassed; // bytes of the current frame go another way
    private int frameLeft;
    private boolean walking; // the frame that is streaming by is walked through
    private @Nullable ByteBuf gathered; // a frame that is to be rewritten
    private ResponsePlan gatheredPlan = ResponsePlan.PASS;
    private @Nullable ByteBuf held; // the beginning of a prefix that has not come in whole
    private boolean failed;
    private long responses;

    /**
     * Matches responses to {@code pending}.
     *
     * @param onSeen is told the addresses of every response that is decoded
     */
    public ResponseHandler(PendingRequests pending, Advertiser advertiser, Consumer<SeenBrokers> onSeen) {
        this.pending = pending;
        this.advertiser = advertiser;
        this.onSeen = onSeen;
    }

    /** Responses begun so far. */
    public long responses() {
        return responses;
    }

    /** From now on offers the rest of long frames, as far as nobody needs to see it, to {@code way}. */
    public void bypass(Bypass way) {
        bypass = way;
    }

    /** Whether everything that came from the broker has been passed on whole. */
    public boolean atFrameEnd() {
        return frameLeft == 0 && !bypassed && gathered == null && held == null;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (failed) {
            in.release();
            return;
        }
        try {
            if (held != null) {
                in = prependHeld(ctx, held, in);
            }
            pass(ctx, in);
        } catch (ProtocolViolationException e) {
            fail(ctx, e);
        } catch (MalformedResponseException e) {
            fail(
                    ctx,
                    new ProtocolViolationException(
                            ProtocolViolation.MALFORMED_RESPONSE, String.valueOf(e.getMessage())));
        } finally {
            in.release();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseAll();
    }

    /** Passes on what can be; retains what it passes on. */
    private void pass(ChannelHandlerContext ctx, ByteBuf in) {
        int end = in.writerIndex();
        int from = in.readerIndex(); // of what is passed on as it is
        int at = from;
        while (at < end) {
            if (gathered != null) {
                at += gather(ctx, gathered, in, at, end);
                from = at;
            } else if (frameLeft > 0) {
                at += stream(in, at, end);
            } else if (end - at < PREFIX_BYTES) {
                held = ctx.alloc().buffer(PREFIX_BYTES, PREFIX_BYTES).writeBytes(in, at, end - at);
                end = at;
            } else {
                long prefix = in.getLong(at);
                int frameBytes = SIZE_BYTES + (int) (prefix >> Integer.SIZE);
                ResponsePlan plan = begin(frameBytes, (int) prefix);
                if (!plan.passes() && mustRewrite(plan, in, at, end, frameBytes)) {
                    passSlice(ctx, in, from, at);
                    at += startRewriting(ctx, plan, in, at, end, frameBytes);
                    from = at;
                } else {
                    frameLeft = frameBytes - PREFIX_BYTES;
                    at += PREFIX_BYTES;
                }
            }
        }
        passSlice(ctx, in, from, end);
        if (frameLeft >= Bypass.LEAST_BYTES) {
            offerRest();
        }
    }

    private void offerRest() {
        // The walk sees the last byte in any case, so that it ends as it would otherwise.
        int bytes = walking ? Math.min(scanner.skippable(), frameLeft - 1) : frameLeft;
        if (bytes >= Bypass.LEAST_BYTES && bypass.take(bytes, () -> bypassed = false)) {
            bypassed = true;
            frameLeft -= bytes;
            if (walking) {
                scanner.skip(bytes);
            }
        }
    }

    /** Finds the request that a response belongs to. */
    private ResponsePlan begin(int frameBytes, int correlationId) {
        if (frameBytes < PREFIX_BYTES) {
            throw new ProtocolViolationException(
                    ProtocolViolation.MALFORMED_RESPONSE, "it claims a length of " + (frameBytes - SIZE_BYTES));
        }
        if (pending.isEmpty()) {
            throw new ProtocolViolationException(
                    ProtocolViolation.UNEXPECTED_RESPONSE, "correlation id " + correlationId + ", none was awaited");
        }
        long request = pending.remove();
        responses++;
        if (PendingRequests.correlationId(request) != correlationId) {
            throw new ProtocolViolationException(
                    ProtocolViolation.UNEXPECTED_RESPONSE,
                    "correlation id " + correlationId + " instead of " + PendingRequests.correlationId(request));
        }
        return ResponsePlans.plan(PendingRequests.apiKey(request), PendingRequests.version(request));
    }

    /** Whether a frame must be kept together; if it may stream by, its walk is begun. */
    private boolean mustRewrite(ResponsePlan plan, ByteBuf in, int at, int end, int frameBytes) {
        if (!plan.walks()) {
            return true;
        }
        boolean whole = frameBytes <= end - at;
        if (whole) {
            return plan.bearsEndpoints(scanner, in, at, frameBytes);
        }
        if (frameBytes <= SMALL_FRAME_BYTES) {
            return true;
        }
        plan.startWalk(scanner, frameBytes, true);
        walking = true;
        return false;
    }

    /** Rewrites a frame that is whole, or begins to gather it; returns how many bytes of {@code in} it took. */
    private int startRewriting(
            ChannelHandlerContext ctx, ResponsePlan plan, ByteBuf in, int at, int end, int frameBytes) {
        if (frameBytes > MAX_REWRITTEN_BYTES) {
            throw new ProtocolViolationException(
                    ProtocolViolation.RESPONSE_TOO_LARGE, frameBytes + " bytes, the limit is " + MAX_REWRITTEN_BYTES);
        }
        if (frameBytes <= end - at) {
            rewrite(ctx, plan, in, at, frameBytes);
            return frameBytes;
        }
        gatheredPlan = plan;
        gathered = ctx.alloc().buffer(frameBytes, frameBytes).writeBytes(in, at, end - at);
        return end - at;
    }

    private int gather(ChannelHandlerContext ctx, ByteBuf frame, ByteBuf in, int at, int end) {
        int bytes = Math.min(frame.writableBytes(), end - at);
        frame.writeBytes(in, at, bytes);
        if (!frame.isWritable()) {
            gathered = null;
            try {
                rewriteGathered(ctx, frame);
            } finally {
                frame.release();
            }
        }
        return bytes;
    }

    private void rewriteGathered(ChannelHandlerContext ctx, ByteBuf frame) {
        int frameBytes = frame.readableBytes();
        if (gatheredPlan.walks() && !gatheredPlan.bearsEndpoints(scanner, frame, 0, frameBytes)) {
            ctx.fireChannelRead(frame.retain());
        } else {
            rewrite(ctx, gatheredPlan, frame, 0, frameBytes);
        }
    }

    private void rewrite(ChannelHandlerContext ctx, ResponsePlan plan, ByteBuf in, int at, int frameBytes) {
        Rewritten rewritten = plan.rewrite(in, at, frameBytes, advertiser, ctx.alloc());
        onSeen.accept(rewritten.seen());
        ctx.fireChannelRead(rewritten.frame());
    }

    private int stream(ByteBuf in, int at, int end) {
        int bytes = Math.min(frameLeft, end - at);
        if (walking) {
            scanner.walk(in, at, at + bytes);
        }
        frameLeft -= bytes;
        if (frameLeft == 0 && walking) {
            walking = false;
            scanner.checkComplete();
        }
        return bytes;
    }

    private static void passSlice(ChannelHandlerContext ctx, ByteBuf in, int from, int to) {
        if (from == in.readerIndex() && to == in.writerIndex() && to > from) {
            ctx.fireChannelRead(in.retain());
        } else if (to > from) {
            ctx.fireChannelRead(in.retainedSlice(from, to - from));
        }
    }

    /** A prefix that was cut: the few bytes are put in front of what came next, at the cost of one copy. */
    private ByteBuf prependHeld(ChannelHandlerContext ctx, ByteBuf prefix, ByteBuf in) {
        prefix.writeBytes(in, Math.min(prefix.writableBytes(), in.readableBytes()));
        if (prefix.readableBytes() < PREFIX_BYTES) {
            return in;
        }
        held = null;
        ByteBuf joined = ctx.alloc()
                .buffer(PREFIX_BYTES + in.readableBytes())
                .writeBytes(prefix)
                .writeBytes(in);
        prefix.release();
        in.release();
        return joined;
    }

    private void fail(ChannelHandlerContext ctx, ProtocolViolationException violation) {
        failed = true;
        releaseAll();
        ctx.fireExceptionCaught(violation);
    }

    private void releaseAll() {
        if (held != null) {
            held.release();
            held = null;
        }
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
