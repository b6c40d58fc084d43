package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.ResponsePlan;
import io.signalbox.dataplane.kafka.frame.Bypass;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import io.signalbox.dataplane.kafka.frame.FrameReader.Step;
import io.signalbox.dataplane.kafka.walk.MalformedResponseException;
import io.signalbox.dataplane.kafka.walk.NodeEndpointsScanner;

/**
 * Follows a broker's responses through the bytes and passes them on as they came, but for the few that a layer
 * wants to see: those are gathered and changed, or walked through as they stream by. Violations go up the pipeline
 * as {@link ProtocolViolationException}; nothing is passed on after one.
 */
public final class ResponseHandler extends ChannelInboundHandlerAdapter {

    /** A response that may carry node endpoints is gathered up to here, and walked through beyond. */
    static final int SMALL_FRAME_BYTES = 16 * 1024;

    /** The longest response that is decoded: the metadata of some hundred thousand partitions. */
    static final int MAX_REWRITTEN_BYTES = 64 * 1024 * 1024;

    private static final int PREFIX_BYTES = ResponsePlan.PREFIX_BYTES;
    private static final int SIZE_BYTES = FrameReader.SIZE_BYTES;

    private final Exchanges exchanges;

    private final NodeEndpointsScanner scanner = new NodeEndpointsScanner();
    private final FrameReader frames = new FrameReader();
    private Bypass bypass = Bypass.NONE;
    private ResponsePlan plan = ResponsePlan.PASS; // of the current frame
    private boolean walking; // the frame that is streaming by is walked through
    private boolean failed;
    private long responses;

    /** Matches responses to {@code exchanges}. */
    public ResponseHandler(Exchanges exchanges) {
        this.exchanges = exchanges;
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
        return frames.isEmpty();
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
            for (Step step = frames.step(); step != Step.OUT_OF_BYTES && go(ctx, step); step = frames.step()) {
                // one frame, or a part of one, after the other
            }
        } catch (ProtocolViolationException e) {
            fail(ctx, e);
            return;
        } catch (MalformedResponseException e) {
            fail(
                    ctx,
                    new ProtocolViolationException(
                            ProtocolViolation.MALFORMED_RESPONSE, String.valueOf(e.getMessage())));
            return;
        }
        frames.finish();
        if (frames.left() >= Bypass.LEAST_BYTES) {
            offerRest(ctx);
        }
        giveAnswers(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        frames.release();
    }

    /** False when more bytes are needed. */
    private boolean go(ChannelHandlerContext ctx, Step step) {
        if (step == Step.PART) {
            walk();
            return true;
        }
        if (step == Step.GATHERED) {
            rewriteGathered(ctx);
            return true;
        }
        int missing = PREFIX_BYTES - (frames.end() - frames.index());
        if (missing > 0) {
            return frames.more(missing);
        }
        giveAnswers(ctx);
        long prefix = frames.buffer().getLong(frames.index());
        begin(ctx, SIZE_BYTES + (int) (prefix >> Integer.SIZE), (int) prefix);
        return true;
    }

    private void offerRest(ChannelHandlerContext ctx) {
        // The walk sees the last byte in any case, so that it ends as it would otherwise.
        int bytes = walking ? Math.min(scanner.skippable(), frames.left() - 1) : frames.left();
        if (bytes >= Bypass.LEAST_BYTES && frames.bypass(bypass, bytes, () -> giveAnswers(ctx)) && walking) {
            scanner.skip(bytes);
        }
    }

    /** Those of the node's own whose turn it is, unless a response is on its way. */
    private void giveAnswers(ChannelHandlerContext ctx) {
        if (exchanges.isAnswerDue() && frames.isBetweenFrames()) {
            frames.passOn();
            exchanges.giveAnswers(ctx::fireChannelRead);
        }
    }

    private void begin(ChannelHandlerContext ctx, int frameBytes, int correlationId) {
        plan = answered(frameBytes, correlationId);
        if (plan.passes()) {
            frames.pass(frameBytes);
        } else if (frameBytes <= frames.end() - frames.index()) {
            if (mustRewrite(frames.buffer(), frames.index(), frameBytes)) {
                ByteBuf in = frames.buffer();
                int at = frames.index();
                frames.skip(frameBytes);
                rewrite(ctx, in, at, frameBytes);
            } else {
                frames.pass(frameBytes);
            }
        } else if (plan.walks() && frameBytes > SMALL_FRAME_BYTES) {
            plan.startWalk(scanner, frameBytes, true);
            walking = true;
            frames.watch(frameBytes, PREFIX_BYTES);
        } else {
            checkSize(frameBytes);
            frames.gather(frameBytes, frameBytes);
        }
    }

    /** Finds the request that a response belongs to. */
    private ResponsePlan answered(int frameBytes, int correlationId) {
        if (frameBytes < PREFIX_BYTES) {
            throw new ProtocolViolationException(
                    ProtocolViolation.MALFORMED_RESPONSE, "it claims a length of " + (frameBytes - SIZE_BYTES));
        }
        if (exchanges.isEmpty()) {
            throw new ProtocolViolationException(
                    ProtocolViolation.UNEXPECTED_RESPONSE, "correlation id " + correlationId + ", none was awaited");
        }
        long request = exchanges.remove();
        responses++;
        if (Exchanges.correlationId(request) != correlationId) {
            throw new ProtocolViolationException(
                    ProtocolViolation.UNEXPECTED_RESPONSE,
                    "correlation id " + correlationId + " instead of " + Exchanges.correlationId(request));
        }
        return exchanges.plans().response(Exchanges.apiKey(request), Exchanges.version(request));
    }

    /** Whether a frame that is whole has to be changed. */
    private boolean mustRewrite(ByteBuf in, int at, int frameBytes) {
        return !plan.walks() || plan.bearsEndpoints(scanner, in, at, frameBytes);
    }

    private void rewriteGathered(ChannelHandlerContext ctx) {
        ByteBuf frame = frames.takeGathered();
        boolean passes = false;
        try {
            passes = !mustRewrite(frame, 0, frame.readableBytes());
            if (!passes) {
                rewrite(ctx, frame, 0, frame.readableBytes());
            }
        } finally {
            if (!passes) {
                frame.release();
            }
        }
        if (passes) {
            ctx.fireChannelRead(frame);
        }
    }

    private void rewrite(ChannelHandlerContext ctx, ByteBuf in, int at, int frameBytes) {
        checkSize(frameBytes);
        ctx.fireChannelRead(plan.change(exchanges.sessions(), in, at, frameBytes, ctx.alloc()));
    }

    private static void checkSize(int frameBytes) {
        if (frameBytes > MAX_REWRITTEN_BYTES) {
            throw new ProtocolViolationException(
                    ProtocolViolation.RESPONSE_TOO_LARGE, frameBytes + " bytes, the limit is " + MAX_REWRITTEN_BYTES);
        }
    }

    private void walk() {
        scanner.walk(frames.buffer(), frames.partIndex(), frames.index());
        if (frames.left() == 0) {
            walking = false;
            scanner.checkComplete();
        }
    }

    private void fail(ChannelHandlerContext ctx, ProtocolViolationException violation) {
        failed = true;
        frames.release();
        ctx.fireExceptionCaught(violation);
    }
}
