package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.signalbox.dataplane.kafka.exchange.ApiPlan;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.Receiver;
import io.signalbox.dataplane.kafka.exchange.Reply;
import io.signalbox.dataplane.kafka.exchange.ResponsePlan;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.StageFailure;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import io.signalbox.dataplane.kafka.frame.FrameReader.Bypass;
import io.signalbox.dataplane.kafka.frame.FrameReader.Step;
import io.signalbox.dataplane.kafka.schema.FieldHider;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import io.signalbox.dataplane.kafka.schema.StreamingRename;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

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

    /**
     * A request that a layer has written in other bytes.
     *
     * @param others what is done with its response beside that
     */
    private record Rewritten(ApiKeys api, short version, LayerSession by, ResponsePlan others) {}

    /** Told to the handlers behind this one: a response waits for what a layer makes of it, and no more is to be read meanwhile. */
    public enum Wait {
        BEGINS,
        ENDS
    }

    private static final Optional<Object> REWRITTEN = Optional.of(LayerSession.REWRITTEN);
    private static final int PREFIX_BYTES = ResponsePlan.PREFIX_BYTES;
    private static final int SIZE_BYTES = FrameReader.SIZE_BYTES;

    private final Exchanges exchanges;
    private final FieldHider hider = new FieldHider();
    private final FrameReader frames = new FrameReader();
    private final Replacement replacement = new Replacement(frames);
    private final StreamedResponse streamed = new StreamedResponse(frames, hider, replacement);
    private final KeptResponse kept;
    private Bypass bypass = Bypass.NONE;
    private ResponsePlan plan = ResponsePlan.PASS; // of the current frame
    private boolean plain; // nothing has to be known of it beside its plan
    private @Nullable Rewritten rewritten; // what the current frame answers, if a layer has written that in other bytes
    private Receiver receiver = Receiver.NONE; // of the current frame, where that is not passed on as it is
    private boolean waiting; // for room, or for what a layer makes of a response
    private boolean reading;
    private boolean failed;
    private long responses;
    private long now; // when what is read came in

    /**
     * Matches responses to {@code exchanges}.
     *
     * @param memory for those that are kept together
     */
    public ResponseHandler(Exchanges exchanges, MemoryBudget.Share memory) {
        this.exchanges = exchanges;
        this.kept = new KeptResponse(frames, memory);
    }

    /** Responses begun so far. */
    public long responses() {
        return responses;
    }

    /** When what was read last came in. */
    public long readAt() {
        return now;
    }

    /** From now on offers the rest of long frames, as far as nobody needs to see it, to {@code way}. */
    public void bypass(Bypass way) {
        bypass = way;
    }

    /** Whether everything that came from the broker has been passed on whole. */
    public boolean atFrameEnd() {
        return !waiting && frames.isEmpty();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        frames.start(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (failed) {
            in.release();
        } else if (waiting) {
            frames.add(in);
        } else {
            try {
                read(ctx, in);
            } catch (ProtocolViolationException | MalformedMessageException e) {
                fail(ctx, e);
            }
        }
    }

    private void read(ChannelHandlerContext ctx, ByteBuf in) {
        now = System.nanoTime();
        int end = in.writerIndex();
        int followed = frames.isClear() ? followClear(in, end) : in.readerIndex();
        if (followed == end && in.isReadable()) {
            ctx.fireChannelRead(in); // what mostly comes: responses that are here whole, and that no layer changes
        } else {
            frames.add(in, followed);
            readOn(ctx);
        }
        end(ctx);
    }

    /** What came in has been read. */
    private void end(ChannelHandlerContext ctx) {
        exchanges.countAnswered();
        if (frames.left() >= Bypass.LEAST_BYTES && frames.isPassing() && !waiting) {
            offerRest(ctx);
        }
        giveAnswers(ctx);
    }

    private int followClear(ByteBuf in, int end) {
        try {
            return follow(in, frames.nextFrame(in.readerIndex(), end), end);
        } catch (MalformedMessageException e) {
            in.release();
            throw e;
        }
    }

    private void readOn(ChannelHandlerContext ctx) {
        reading = true;
        try {
            while (!waiting) {
                Step step = frames.step();
                if (step == Step.OUT_OF_BYTES || !go(ctx, step)) {
                    break;
                }
            }
        } finally {
            reading = false;
        }
        frames.finish();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        failed = true;
        frames.release();
        kept.drop();
        receiver.drop();
    }

    /** False when more bytes are needed. */
    private boolean go(ChannelHandlerContext ctx, Step step) {
        if (step == Step.PART) {
            streamed.onPart();
            return true;
        }
        if (step == Step.GATHERED) {
            receiveGathered(ctx);
            return true;
        }
        do {
            frames.moveTo(follow(frames.buffer(), frames.index(), frames.end()));
            int missing = PREFIX_BYTES - (frames.end() - frames.index());
            if (missing > 0) {
                return missing == PREFIX_BYTES || frames.more(missing);
            }
            if (exchanges.isAnswerDue()) {
                giveAnswers(ctx);
                return true;
            }
        } while (begin(ctx) && frames.left() == 0);
        return true;
    }

    /** Goes over the responses that are passed on as they are, as far as they are here; returns where that ends. */
    private int follow(ByteBuf in, int index, int end) {
        int at = index;
        int left = 0;
        while (end - at >= PREFIX_BYTES) {
            long request = exchanges.oldest();
            long prefix = in.getLong(at);
            int bytes = SIZE_BYTES + (int) (prefix >> Integer.SIZE);
            if (!Exchanges.isPlain(request, (int) prefix)
                    || bytes < PREFIX_BYTES
                    || !passes(exchanges.responsePlan(request), in, at, bytes, end)) {
                break;
            }
            exchanges.answered(now);
            responses++;
            left = Math.max(bytes - (end - at), 0);
            at += bytes - left;
        }
        if (at > index) {
            frames.passing(left);
        }
        return at;
    }

    /** Whether a frame goes on as it is; one that is to be walked through and is not here whole does not. */
    private boolean passes(ResponsePlan response, ByteBuf in, int at, int frameBytes, int end) {
        return response.passes()
                || (response.looks() && frameBytes <= end - at && !response.concernsLayers(hider, in, at, frameBytes));
    }

    private void offerRest(ChannelHandlerContext ctx) {
        int bytes = Math.min(streamed.skippable(), frames.left());
        if (bytes >= Bypass.LEAST_BYTES && frames.bypass(bypass, bytes, () -> giveAnswers(ctx))) {
            streamed.skip(bytes);
        }
    }

    /** Those of the node's own whose turn it is, unless a response is on its way. */
    private void giveAnswers(ChannelHandlerContext ctx) {
        if (exchanges.isAnswerDue() && !waiting && frames.isBetweenFrames()) {
            frames.passOn();
            exchanges.giveAnswers(ctx::fireChannelRead);
        }
    }

    /** The next response, which does not go on as it is; whether it has begun to do so in other bytes. */
    private boolean begin(ChannelHandlerContext ctx) {
        ByteBuf in = frames.buffer();
        int at = frames.index();
        int bytes = SIZE_BYTES + in.getInt(at);
        int correlationId = in.getInt(at + SIZE_BYTES);
        if (bytes >= PREFIX_BYTES
                && Exchanges.isRewritten(exchanges.oldest(), correlationId)
                && goRewritten(in, at, bytes)) {
            return true;
        }
        match(bytes, correlationId);
        if (bytes <= frames.end() - at) {
            frames.skip(bytes);
            receive(ctx, in, at, bytes);
        } else if (plain && plan.walks() && bytes > SMALL_FRAME_BYTES) {
            streamed.walk(plan, bytes);
        } else {
            checkSize(bytes);
            gather(ctx, bytes);
        }
        return false;
    }

    /** False of a response that other layers see, too, or that has to be gathered. */
    private boolean goRewritten(ByteBuf in, int at, int bytes) {
        long request = exchanges.oldest();
        ResponsePlan others = exchanges.responsePlan(request);
        ApiPlan asked = exchanges.rewritingPlan(request);
        LayerSession rewriter = exchanges.rewriter(asked);
        boolean whole = bytes <= frames.end() - at;
        if (whole ? !passes(others, in, at, bytes, frames.end()) : bytes <= SMALL_FRAME_BYTES || !others.passes()) {
            return false;
        }
        short version = Exchanges.version(request);
        frames.replace();
        if (whole) {
            SeenResponse response = new SeenResponse(asked.api(), version, in, at, bytes, REWRITTEN);
            if (!rewriter.rewriteResponse(response, frames.view(), replacement)) {
                return false;
            }
            frames.replaced(bytes);
        } else {
            StreamingRename names = rewriter.streamsResponse(asked.api(), version, bytes);
            if (names == null) {
                return false;
            }
            streamed.rename(names, bytes);
        }
        exchanges.answered(now);
        responses++;
        return true;
    }

    private void gather(ChannelHandlerContext ctx, int bytes) {
        kept.gather(ctx, bytes, receiver.isClients(), held -> hold(ctx, held), () -> goOn(ctx));
    }

    /** Finds the request that a response belongs to. */
    private void match(int frameBytes, int correlationId) {
        if (frameBytes < PREFIX_BYTES) {
            throw new ProtocolViolationException(
                    ProtocolViolation.MALFORMED_RESPONSE, "it claims a length of " + (frameBytes - SIZE_BYTES));
        }
        if (exchanges.isEmpty()) {
            throw new ProtocolViolationException(
                    ProtocolViolation.UNEXPECTED_RESPONSE, "correlation id " + correlationId + ", none was awaited");
        }
        plain = exchanges.isPlain();
        rewritten = Exchanges.isRewritten(exchanges.oldest(), correlationId) ? rewritten(exchanges.oldest()) : null;
        plan = plain ? exchanges.responsePlan(exchanges.oldest()) : ResponsePlan.PASS;
        receiver = exchanges.takeReceiver();
        long request = exchanges.answered(now);
        if (receiver.isClients()) {
            responses++;
        }
        if (Exchanges.correlationId(request) != correlationId) {
            throw new ProtocolViolationException(
                    ProtocolViolation.UNEXPECTED_RESPONSE,
                    "correlation id " + correlationId + " instead of " + Exchanges.correlationId(request));
        }
    }

    private Rewritten rewritten(long request) {
        ApiPlan asked = exchanges.rewritingPlan(request);
        return new Rewritten(
                asked.api(), Exchanges.version(request), exchanges.rewriter(asked), exchanges.responsePlan(request));
    }

    private void receiveGathered(ChannelHandlerContext ctx) {
        ByteBuf frame = frames.takeGathered();
        boolean passes = false;
        try {
            int bytes = frame.readableBytes();
            passes = plain && passes(plan, frame, 0, bytes, bytes);
            if (!passes && !isWritten(frame, bytes)) {
                receive(ctx, frame, 0, bytes);
            }
        } finally {
            if (!passes) {
                frame.release();
            }
            if (!waiting) {
                kept.giveBack();
            }
        }
        if (passes) {
            ctx.fireChannelRead(frame);
        }
    }

    /** Whether the layer that wrote its request has written a gathered response, which no other one sees. */
    private boolean isWritten(ByteBuf frame, int bytes) {
        return rewritten != null
                && passes(rewritten.others(), frame, 0, bytes, bytes)
                && rewritten
                        .by()
                        .rewriteResponse(
                                new SeenResponse(rewritten.api(), rewritten.version(), frame, 0, bytes, REWRITTEN),
                                frame.nioBuffer(0, bytes),
                                replacement);
    }

    private void receive(ChannelHandlerContext ctx, ByteBuf in, int at, int frameBytes) {
        checkSize(frameBytes);
        receiver.receive(in, at, frameBytes, ctx.alloc())
                .match(ready -> pass(ctx, ready.frame()), later -> await(ctx, later));
    }

    private boolean pass(ChannelHandlerContext ctx, ByteBuf frame) {
        frames.passMade();
        if (frame.isReadable()) {
            ctx.fireChannelRead(frame);
        } else {
            frame.release();
        }
        return true;
    }

    private boolean await(ChannelHandlerContext ctx, Reply.Later later) {
        hold(ctx, true);
        later.frame().whenComplete((frame, failure) -> {
            kept.giveBack();
            if (failed) {
                if (frame != null) {
                    frame.release();
                }
                return;
            }
            hold(ctx, false);
            if (failure == null) {
                pass(ctx, frame);
            } else {
                fail(ctx, failure);
            }
            if (!reading && !failed) {
                goOn(ctx);
            }
        });
        return true;
    }

    private void hold(ChannelHandlerContext ctx, boolean held) {
        waiting = held;
        ctx.fireUserEventTriggered(held ? Wait.BEGINS : Wait.ENDS);
    }

    /** With what came in while a response waited. */
    private void goOn(ChannelHandlerContext ctx) {
        try {
            readOn(ctx);
            end(ctx);
        } catch (ProtocolViolationException | MalformedMessageException e) {
            fail(ctx, e);
            return;
        }
        ctx.fireChannelReadComplete();
    }

    private static void checkSize(int frameBytes) {
        if (frameBytes > MAX_REWRITTEN_BYTES) {
            throw new ProtocolViolationException(
                    ProtocolViolation.RESPONSE_TOO_LARGE, frameBytes + " bytes, the limit is " + MAX_REWRITTEN_BYTES);
        }
    }

    private void fail(ChannelHandlerContext ctx, Throwable failure) {
        failed = true;
        frames.passMade();
        frames.release();
        kept.drop();
        receiver.drop();
        Throwable cause = StageFailure.cause(failure);
        ctx.fireExceptionCaught(
                cause instanceof MalformedMessageException
                        ? new ProtocolViolationException(
                                ProtocolViolation.MALFORMED_RESPONSE, String.valueOf(cause.getMessage()))
                        : cause);
    }
}
