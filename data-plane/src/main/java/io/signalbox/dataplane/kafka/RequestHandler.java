package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.signalbox.dataplane.kafka.exchange.ApiPlan;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.exchange.Reply;
import io.signalbox.dataplane.kafka.exchange.ResponsePlan;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.StageFailure;
import io.signalbox.dataplane.kafka.exchange.Touch;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import io.signalbox.dataplane.kafka.frame.FrameReader.Bypass;
import io.signalbox.dataplane.kafka.frame.FrameReader.Step;
import io.signalbox.dataplane.kafka.schema.Window;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * Follows a client's requests through the bytes, notes each that will be answered, and passes the bytes on as they came. A
 * request is passed on from its first byte once its header is read and found good, unless a layer wants to see it: then
 * the layers say what becomes of it. Violations go up the pipeline as {@link ProtocolViolationException}; nothing is
 * passed on after one.
 */
public final class RequestHandler extends ChannelInboundHandlerAdapter {

    private final Exchanges exchanges;
    private final OwnQuestions questions;
    private final RequestHeader header;
    private final FrameReader frames = new FrameReader();
    private final RequestNotes notes;
    private final RequestLook look;
    private final KeptRequest kept;
    private Bypass bypass = Bypass.NONE;
    private ErrorCounts errors = new ErrorCounts((code, count) -> {});
    private boolean stranger; // the client is one
    private boolean admitted; // the request at hand was let in though its client was a stranger
    private Exchanges.Handling handledBy; // of the request that layers saw last
    private boolean waiting; // for what they say
    private int followed; // up to where what came in last has been gone over
    private boolean reading;
    private @Nullable ChannelHandlerContext context;
    private boolean stopping;
    private boolean failed;

    /** What is told to the handlers behind this one, of requests that layers see. */
    public enum Event {
        /** A request waits, and what comes behind it is not to be read. */
        WAITS,
        /** It waits no more. */
        GOES_ON,
        /** A request is answered here; its answer is to be given when its turn has come. */
        ANSWERED
    }

    /**
     * Notes requests in {@code exchanges}.
     *
     * @param maxFrameBytes a request that claims to be longer is a violation
     * @param memory for those that are kept together
     */
    public RequestHandler(Exchanges exchanges, int maxFrameBytes, MemoryBudget.Share memory) {
        this.exchanges = exchanges;
        this.questions = new OwnQuestions(exchanges);
        this.handledBy = exchanges.handling();
        this.header = new RequestHeader(exchanges, maxFrameBytes);
        this.notes = new RequestNotes(exchanges, header);
        this.look = new RequestLook(exchanges, header, new Replacement(frames));
        this.kept = new KeptRequest(frames, memory);
    }

    /** What the client says it is; empty before it said so, and for clients that do not. */
    public Optional<ClientSoftware> software() {
        return notes.software();
    }

    /** The mark of the first request, if it is a node's check of an address. */
    public Optional<String> mark() {
        return notes.mark();
    }

    /** Whether the client is a stranger from its next request on. */
    public void setStranger(boolean isStranger) {
        stranger = isStranger;
    }

    /** From now on counts errors of answers that are the node's own there. */
    public void countErrors(ErrorCounts counts) {
        errors = counts;
    }

    /** From now on offers the rest of long frames to {@code way}. */
    public void bypass(Bypass way) {
        bypass = way;
    }

    /** A request that is kept together has to come in within this time, if it is so long that the memory for it counts. */
    public void limitArrival(Duration limit) {
        kept.limitArrival(limit);
    }

    /** Whether the rest of a frame is moved to the broker without being read. */
    public boolean isBypassed() {
        return frames.isBypassed();
    }

    /** Whether there were requests that no answer confirms. */
    public boolean hadUnanswered() {
        return notes.hadUnanswered();
    }

    /** Requests that are noted as pending and of which a part has not come in. */
    public int incomplete() {
        return frames.left() > 0 && frames.isPassing() && header.answered() ? 1 : 0;
    }

    /** Requests passed on so far. */
    public long requests() {
        return notes.requests();
    }

    /** Passes on the rest of the request that is coming in or waits, and drops every one behind it. */
    public void stopAfterCurrent() {
        stopping = true;
    }

    /** Drops whatever there is, and what still comes. */
    public void close() {
        failed = true;
        frames.release();
        kept.close();
        questions.drop();
    }

    /** Whether everything that was begun to be passed on has been passed on whole. */
    public boolean atFrameEnd() {
        return !frames.isPassing();
    }

    /** Whether a request waits for what a layer says. */
    public boolean isWaiting() {
        return waiting;
    }

    /**
     * Asks the broker something of the node's own, between two requests of the client's. For the connection's event loop.
     *
     * @return completes on it, in the order of the requests; exceptionally when the connection ends before
     */
    public CompletableFuture<ApiMessage> ask(Question question) {
        CompletableFuture<ApiMessage> answer = questions.add(question);
        if (failed) {
            questions.drop();
        } else if (context != null && !reading) {
            questions.passOn(context, frames);
            context.fireChannelReadComplete();
        }
        return answer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        look.start();
        frames.start(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        exchanges.readAt(System.nanoTime());
        if (failed) {
            in.release();
        } else if (waiting || stopping || !frames.isClear()) {
            frames.add(in);
            readOn(ctx);
        } else {
            read(ctx, in);
        }
    }

    /** What mostly comes: requests that are here whole, and that no layer sees. */
    private void read(ChannelHandlerContext ctx, ByteBuf in) {
        int end = in.writerIndex();
        try {
            follow(in, look.on(in.nioBuffer(0, end)), frames.nextFrame(in.readerIndex(), end), end);
        } catch (ProtocolViolationException e) {
            frames.add(in, followed);
            fail(ctx, e);
            return;
        }
        if (followed == end && in.isReadable()) {
            ctx.fireChannelRead(in);
            end(ctx);
        } else {
            frames.add(in, followed);
            readOn(ctx);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        close();
    }

    private void readOn(ChannelHandlerContext ctx) {
        reading = true;
        try {
            while (!waiting) {
                questions.passOn(ctx, frames);
                Step step = frames.step();
                if (step == Step.OUT_OF_BYTES || !go(ctx, step)) {
                    break;
                }
            }
        } catch (ProtocolViolationException e) {
            fail(ctx, e);
            return;
        } finally {
            reading = false;
        }
        frames.finish();
        end(ctx);
    }

    /** What came in has been read. */
    private void end(ChannelHandlerContext ctx) {
        questions.passOn(ctx, frames);
        offerRest(ctx);
    }

    private void offerRest(ChannelHandlerContext ctx) {
        if (frames.left() >= Bypass.LEAST_BYTES && frames.isPassing() && header.answered()) {
            // Not of a request without an answer: its client may close at once, and what is still on its way would be
            // lost.
            frames.bypass(bypass, frames.left(), () -> questions.passOn(ctx, frames));
        }
    }

    /** False when this is not the time to go on. */
    private boolean go(ChannelHandlerContext ctx, Step step) {
        if (step == Step.GATHERED) {
            goGathered(ctx, kept.come(frames.takeGathered()), header.plan());
            return true;
        }
        if (stopping) {
            frames.passOn();
            frames.release();
            return false;
        }
        do {
            int missing = followKept();
            if (missing > 0) {
                return frames.more(missing);
            }
        } while (frames.index() < frames.end() && begin(ctx, header.plan()));
        return true;
    }

    private void goGathered(ChannelHandlerContext ctx, ByteBuf frame, ApiPlan plan) {
        look.on(frame.nioBuffer(0, frame.writerIndex()));
        if (look.letsWhole(stranger, plan, frame)) {
            notes.plain(frame, frame.readerIndex());
            pass(ctx, kept.take());
        } else if (goRewritten(plan, frame, frame.readerIndex())) {
            kept.take().release();
        } else {
            ask(ctx, plan, SeenRequest.read(frame, plan.api(), header.version()));
        }
    }

    /** False of a request that has to be decoded, or of which not enough is here. */
    private boolean goRewritten(ApiPlan plan, ByteBuf in, int index) {
        if (stranger || !look.rewrites(plan, in, index)) {
            return false;
        }
        notes.rewritten();
        return true;
    }

    /** With those behind a request that was rewritten for which the same is to be done, which mostly are all that came with it. */
    private void goOnAlike() {
        while (frames.left() == 0
                && header.read(look.window(), frames.index(), frames.end()) == 0
                && look.rewritesAlike(frames.buffer(), frames.index())) {
            notes.rewritten();
            frames.replaced(header.frameBytes());
        }
    }

    private int followKept() {
        try {
            return follow(frames.buffer(), look.on(frames.view()), frames.index(), frames.end());
        } finally {
            frames.moveTo(followed);
        }
    }

    /**
     * Goes over the requests that no layer sees, as far as they are here; {@link #followed} is where that ends.
     *
     * @return how many bytes are missing of the header that stands there, if one does that no layer sees
     */
    private int follow(ByteBuf in, Window window, int index, int end) {
        int at = index;
        int left = 0;
        int missing = 0;
        try {
            while (at < end) {
                missing = header.read(window, at, end);
                if (missing > 0 || !(header.passes(stranger) || look.letsAnew(stranger, in, at))) {
                    break;
                }
                notes.plain(in, at);
                int bytes = header.frameBytes();
                left = Math.max(bytes - (end - at), 0);
                at += bytes - left;
            }
        } finally {
            followed = at;
            if (at > index) {
                frames.passing(left);
            }
        }
        return missing;
    }

    /** Whether the request has gone on already, in other bytes. */
    private boolean begin(ChannelHandlerContext ctx, ApiPlan plan) {
        int bytes = header.frameBytes();
        admitted = false;
        if (plan.request(stranger) == Touch.HEAD) {
            notes.readMark(frames.buffer(), frames.index());
            ask(ctx, plan, SeenRequest.head(plan.api(), header.version(), header.correlationId(), bytes));
        } else {
            frames.replace();
            look.on(frames.view());
            if (goRewritten(plan, frames.buffer(), frames.index())) {
                frames.replaced(bytes);
                goOnAlike();
                return true;
            }
            gather(ctx, plan, stranger);
        }
        return false;
    }

    private void gather(ChannelHandlerContext ctx, ApiPlan plan, boolean ofStranger) {
        int bytes = header.frameBytes();
        if (bytes > plan.longestRequest(ofStranger)) {
            throw new ProtocolViolationException(
                    ProtocolViolation.FRAME_TOO_LARGE,
                    plan.api().name + " of " + bytes + " bytes, the limit is " + plan.longestRequest(ofStranger));
        }
        kept.gather(ctx, bytes, new KeptRequest.Waiter() {
            @Override
            public void onWait(boolean waits) {
                hold(ctx, waits);
            }

            @Override
            public void onRoom() {
                readOn(ctx);
                ctx.fireChannelReadComplete();
            }

            @Override
            public void onLate() {
                fail(
                        ctx,
                        new ProtocolViolationException(
                                ProtocolViolation.REQUEST_TIMEOUT,
                                header.plan().api().name + " of " + bytes + " bytes within " + kept.arrivalLimit()));
            }
        });
    }

    private void ask(ChannelHandlerContext ctx, ApiPlan plan, SeenRequest request) {
        handledBy = exchanges.handling();
        boolean ofStranger = stranger && !admitted;
        LayerSession[] sessions = handledBy.sessions();
        apply(
                ctx,
                request,
                ofStranger ? plan.verdict(true, sessions, request) : plan.verdict(look.passed(), sessions, request));
    }

    private boolean apply(ChannelHandlerContext ctx, SeenRequest request, Verdict verdict) {
        return verdict.match(
                forward -> forward(ctx, request),
                answer -> answer(ctx, request, answer.body())
                        .match(
                                ready -> answerHere(ctx, ready.frame(), () -> {}),
                                late -> await(ctx, late.frame(), frame -> answerHere(ctx, frame, () -> {}))),
                later -> await(ctx, later.verdict(), then -> apply(ctx, request, then)),
                last -> last.answer()
                        .map(body -> answer(ctx, request, body))
                        .orElseGet(() -> new Reply.Ready(Unpooled.EMPTY_BUFFER))
                        .match(
                                ready -> answerLast(ctx, ready.frame(), last.end()),
                                late -> await(ctx, late.frame(), frame -> answerLast(ctx, frame, last.end()))));
    }

    private boolean forward(ChannelHandlerContext ctx, SeenRequest request) {
        if (!kept.isHere() && header.plan().request(false) == Touch.WHOLE) {
            // Nothing of a stranger's request is kept together; now that its client is known, layers may see all of it.
            admitted = true;
            gather(ctx, header.plan(), false);
            return true;
        }
        if (!kept.isHere()) {
            note(frames.buffer(), frames.index(), request.memories());
            frames.pass(header.frameBytes());
            return true;
        }
        int memory = kept.takeMemory();
        ByteBuf frame = kept.take();
        if (request.isChanged()) {
            ByteBuf former = frame; // records are not copied before they are written again
            frame = request.encode(ctx.alloc());
            former.release();
        }
        note(frame, frame.readerIndex(), request.memories());
        pass(ctx, kept.holding(frame, memory, ctx.alloc()));
        return true;
    }

    /** Behind what has taken the place of frames in front of it. */
    private void pass(ChannelHandlerContext ctx, ByteBuf frame) {
        frames.passMade();
        ctx.fireChannelRead(frame);
    }

    /** As it goes to the client: changed by the layers in front of the one that answers, as a broker's would be. */
    private Reply answer(ChannelHandlerContext ctx, SeenRequest request, ApiMessage body) {
        errors.add(body);
        ByteBuf answer = request.answer(body, ctx.alloc());
        if (request.memories().length == 0) {
            return new Reply.Ready(answer);
        }
        try {
            return ResponsePlan.unseen(request.api(), request.version())
                    .change(
                            handledBy.sessions(),
                            request.memories(),
                            answer,
                            answer.readerIndex(),
                            answer.readableBytes(),
                            ctx.alloc());
        } finally {
            answer.release();
        }
    }

    private boolean answerLast(ChannelHandlerContext ctx, ByteBuf response, Runnable end) {
        hold(ctx, true);
        return answerHere(ctx, response, end);
    }

    private boolean answerHere(ChannelHandlerContext ctx, ByteBuf response, Runnable then) {
        drop();
        exchanges.answeredHere(response, then);
        ctx.fireUserEventTriggered(Event.ANSWERED);
        return true;
    }

    /** The frame of the request stays until then, since it may be read on another thread. */
    private <T> boolean await(ChannelHandlerContext ctx, CompletionStage<T> stage, Consumer<T> then) {
        hold(ctx, true);
        ByteBuf frame = kept.retained();
        stage.whenComplete((result, failure) -> {
            frame.release();
            if (failed) {
                ReferenceCountUtil.release(result); // a frame, if it is one
                return;
            }
            hold(ctx, false);
            if (failure == null) {
                goOn(ctx, () -> then.accept(result));
            } else {
                ctx.fireExceptionCaught(StageFailure.cause(failure));
            }
            if (!reading) {
                readOn(ctx);
                ctx.fireChannelReadComplete();
            }
        });
        return true;
    }

    private void goOn(ChannelHandlerContext ctx, Runnable step) {
        try {
            step.run();
        } catch (ProtocolViolationException e) {
            fail(ctx, e);
        } catch (RuntimeException e) {
            ctx.fireExceptionCaught(e); // nobody looks at the stage that it would end in
        }
    }

    private void hold(ChannelHandlerContext ctx, boolean held) {
        waiting = held;
        ctx.fireUserEventTriggered(held ? Event.WAITS : Event.GOES_ON);
    }

    /** What stands in front of a violation is still passed on. */
    private void fail(ChannelHandlerContext ctx, ProtocolViolationException violation) {
        frames.passOn();
        close();
        ctx.fireExceptionCaught(violation);
    }

    /** Something else takes the place of the request at hand. */
    private void drop() {
        if (!kept.isHere()) {
            frames.skip(header.frameBytes());
        } else {
            kept.take().release();
        }
    }

    private void note(ByteBuf in, int index, Object[] memories) {
        if (memories.length == 0 && isHandledAsNext()) {
            notes.plain(in, index);
        } else {
            notes.remembered(in, index, handledBy, memories);
        }
    }

    /** Other rules may have come while a request waited. */
    @SuppressWarnings("ReferenceEquality") // what is done is the very same, mostly
    private boolean isHandledAsNext() {
        return handledBy == exchanges.handling();
    }
}
