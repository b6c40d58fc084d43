package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * The exchanges of one connection that are not over, in order, since brokers answer in the order of the requests: requests
 * that went to the broker, those that are answered here, whose answers wait for their turn, and questions of the node's own.
 * One long each, in a ring that grows, and an object only for those of which more has to be known. For one event loop.
 */
public final class Exchanges {

    private static final int INITIAL = 8; // a power of two, as every later size; a producer has five at most by default

    // In places that nothing else takes: no version is negative, and no API key is half as large as it could be.
    /** The response goes to a {@link Receiver}. */
    private static final long RECEIVED = 1L << 15;

    /** A layer has written the request in other bytes, and does so with the response. */
    private static final long REWRITTEN = 1L << 30;

    private static final long ANSWERED_HERE = 1L << 31 | RECEIVED;
    private static final int API_BITS = 0x3fff;
    public static final long UNTIMED = 0;
    private static final short VERSION_BITS = Short.MAX_VALUE;

    private static final Object[] NOTHING = {};

    private Handling requests;
    private Handling responses; // by which those requests were handled that are answered next
    private final Roundtrips roundtrips;
    private long[] ring = new long[INITIAL];
    private long[] began = new long[INITIAL]; // when each went to the broker; UNTIMED for what is not measured
    private long now = UNTIMED;
    // Requests that came with one read are mostly answered with one: such as are alike are counted together.
    private int alike;
    private short alikeApi;
    private long alikeBegan;
    private long alikeTook;
    private LocalAnswer[] answers = {}; // this and the next: as long as the ring, from the first one on
    private Receiver[] receivers = {};
    private int head;
    private int size;
    private long answeredHere;
    private long given;

    /** What is done with exchanges: one object for as long as it is the same. */
    public static final class Handling {
        private final Plans plans;
        private final LayerSession[] sessions;

        private Handling(Plans plans, LayerSession[] sessions) {
            this.plans = plans;
            this.sessions = sessions;
        }

        public Plans plans() {
            return plans;
        }

        /** Of the layers of which {@link #plans} are made, in their order. */
        public LayerSession[] sessions() {
            return sessions;
        }
    }

    /** An answer of the node's own, and what is to be done once it has been given. */
    private record LocalAnswer(ByteBuf response, Runnable then) {
        static final LocalAnswer GIVEN = new LocalAnswer(Unpooled.EMPTY_BUFFER, () -> {});
    }

    /**
     * Of a connection that has just begun.
     *
     * @param roundtrips where it is counted how long brokers take
     * @param sessions of the layers of which {@code plans} are made, in their order
     */
    public Exchanges(Roundtrips roundtrips, Plans plans, LayerSession... sessions) {
        this.roundtrips = roundtrips;
        this.requests = new Handling(plans, sessions);
        this.responses = requests;
    }

    /** What comes next came in now: {@link System#nanoTime} of it, once for all that one read brought. */
    public void readAt(long nanos) {
        now = nanos;
    }

    /** When what came last came in. */
    public long readAt() {
        return now;
    }

    /** When the request came in that a broker answered last, of those that are measured; {@link #UNTIMED} before one was. */
    public long lastAnsweredBegan() {
        return alikeBegan;
    }

    /** Its API. */
    public short lastAnsweredApi() {
        return alikeApi;
    }

    /** What is done with the next request. */
    public Plans plans() {
        return requests.plans();
    }

    /** As {@link #plans}, with the sessions of the layers. */
    public Handling handling() {
        return requests;
    }

    /** What is done with the next response, which is to this request. */
    public ResponsePlan responsePlan(long request) {
        return responses.plans().response(apiKey(request), version(request));
    }

    /**
     * From the next request on, other plans apply, and other sessions of layers. A response is handled by what its request
     * was handled by.
     */
    public void follow(Plans next, LayerSession... nextSessions) {
        Handling handling = new Handling(next, nextSessions);
        requests = handling;
        if (isEmpty()) {
            responses = handling;
        } else {
            answeredHere(Unpooled.EMPTY_BUFFER, () -> responses = handling);
        }
    }

    /** A request has gone to the broker, and will be answered. */
    public void forwarded(short apiKey, short version, int correlationId) {
        add(packed(apiKey, version, correlationId));
    }

    /**
     * As {@link #forwarded}, and layers remember something of it, or other rules came while it waited.
     *
     * @param handledBy what was done with the request, and will be with its response
     * @param memories a place for each layer, or none at all
     */
    public void remembered(short apiKey, short version, int correlationId, Handling handledBy, Object[] memories) {
        ResponsePlan plan = handledBy.plans().whole(apiKey, version);
        add(packed(apiKey, version, correlationId), new Receiver.Changed(plan, handledBy.sessions(), memories));
    }

    /** As {@link #forwarded}, by the latest handling, of a request that a layer has written in other bytes. */
    public void rewritten(short apiKey, short version, int correlationId) {
        add(packed(apiKey, version, correlationId) | REWRITTEN);
    }

    /** A question of the node's own has gone to the broker; {@code answer} is completed when its turn has come. */
    public void asked(Question question, CompletableFuture<ApiMessage> answer) {
        add(
                packed(question.api().id, question.version(), question.correlationId()),
                new Receiver.Asked(question, answer));
        began[last()] = UNTIMED;
    }

    /**
     * A request is answered here; {@link #giveAnswers} does so when everything in front of it has been answered.
     *
     * @param response owned by this; may be empty
     * @param then is run after it
     */
    public void answeredHere(ByteBuf response, Runnable then) {
        add(ANSWERED_HERE);
        began[last()] = UNTIMED;
        if (answers.length < ring.length) {
            answers = Arrays.copyOf(answers, ring.length);
        }
        answers[last()] = new LocalAnswer(response, then);
        answeredHere += response.isReadable() ? 1 : 0;
    }

    /** Requests so far that no broker was asked. */
    public long answeredHere() {
        return answeredHere;
    }

    /** Of these, those whose answer the client was given. */
    public long given() {
        return given;
    }

    private void add(long request, Receiver receiver) {
        add(request | RECEIVED);
        if (receivers.length < ring.length) {
            receivers = Arrays.copyOf(receivers, ring.length);
        }
        receivers[last()] = receiver;
    }

    private void add(long request) {
        if (size == ring.length) {
            grow();
        }
        int place = (head + size) & (ring.length - 1);
        ring[place] = request;
        began[place] = now;
        size++;
    }

    private int last() {
        return (head + size - 1) & (ring.length - 1);
    }

    /** Whether the oldest is one that is answered here. */
    public boolean isAnswerDue() {
        return size > 0 && (ring[head] & ANSWERED_HERE) == ANSWERED_HERE;
    }

    /** Gives {@code client} the answers whose turn it is; to be called while no response is on its way. */
    public void giveAnswers(Consumer<ByteBuf> client) {
        while (isAnswerDue()) {
            LocalAnswer answer = answers[head];
            answers[head] = LocalAnswer.GIVEN;
            remove();
            if (answer.response().isReadable()) {
                given++;
                client.accept(answer.response());
            }
            answer.then().run();
        }
    }

    /** The oldest, if there is one; otherwise what no response answers. */
    public long oldest() {
        return size == 0 ? ANSWERED_HERE : ring[head];
    }

    /** Whether a response of this correlation id answers a request of which nothing else has to be known. */
    public static boolean isPlain(long request, int correlationId) {
        return (request & (RECEIVED | REWRITTEN)) == 0 && correlationId(request) == correlationId;
    }

    /** Whether a response of this correlation id answers a request that a layer has written in other bytes. */
    public static boolean isRewritten(long request, int correlationId) {
        return (request & (RECEIVED | REWRITTEN)) == REWRITTEN && correlationId(request) == correlationId;
    }

    /** What was done with a request that a layer has written in other bytes, and whose turn it is. */
    public ApiPlan rewritingPlan(long request) {
        return responses.plans().rewriting(apiKey(request));
    }

    /** The session of that layer. */
    public LayerSession rewriter(ApiPlan plan) {
        return responses.sessions()[plan.rewriter()];
    }

    /** Gives away what takes the response to the oldest, which went to the broker. */
    public Receiver takeReceiver() {
        long request = ring[head];
        if ((request & REWRITTEN) != 0) {
            Object[] memories = new Object[responses.sessions().length];
            memories[rewritingPlan(request).rewriter()] = LayerSession.REWRITTEN;
            ResponsePlan plan = responses.plans().whole(apiKey(request), version(request));
            return new Receiver.Changed(plan, responses.sessions(), memories);
        }
        if ((request & RECEIVED) == 0) {
            return new Receiver.Changed(responsePlan(request), responses.sessions(), NOTHING);
        }
        Receiver receiver = receivers[head];
        receivers[head] = Receiver.NONE;
        return receiver;
    }

    /** Whether more has to be known of the oldest than its header. */
    public boolean isPlain() {
        return (ring[head] & (RECEIVED | REWRITTEN)) == 0;
    }

    /** As {@link #remove}, of a request that the broker has begun to answer at {@code nanos}. */
    public long answered(long nanos) {
        long start = began[head];
        long request = remove();
        if (start != UNTIMED) {
            short apiKey = apiKey(request);
            if (alike == 0 || start != alikeBegan || apiKey != alikeApi) {
                countAnswered();
                alikeBegan = start;
                alikeApi = apiKey;
                alikeTook = nanos - start;
            }
            alike++;
        }
        return request;
    }

    /** Counts what was answered; to be called once for each read of the broker's socket. */
    public void countAnswered() {
        if (alike > 0) {
            roundtrips.count(alikeApi, alikeTook, alike);
            alike = 0;
        }
    }

    /** Takes the oldest away; {@link #apiKey}, {@link #version} and {@link #correlationId} read what is returned. */
    public long remove() {
        long request = ring[head];
        head = (head + 1) & (ring.length - 1);
        size--;
        return request;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    private static long packed(short apiKey, short version, int correlationId) {
        return ((long) correlationId << 32) | ((apiKey & 0xffffL) << 16) | (version & 0xffffL);
    }

    public static short apiKey(long request) {
        return (short) ((request >> 16) & API_BITS);
    }

    public static short version(long request) {
        return (short) (request & VERSION_BITS);
    }

    public static int correlationId(long request) {
        return (int) (request >> 32);
    }

    /** Drops the answers that have not been given, and tells those who ask that no response comes any more. */
    public void release() {
        countAnswered();
        while (size > 0) {
            if (isAnswerDue()) {
                answers[head].response().release();
                answers[head] = LocalAnswer.GIVEN;
            } else {
                takeReceiver().drop();
            }
            remove();
        }
    }

    private void grow() {
        long[] larger = new long[ring.length * 2];
        long[] longer = new long[larger.length];
        for (int i = 0; i < size; i++) {
            int place = (head + i) & (ring.length - 1);
            larger[i] = ring[place];
            longer[i] = began[place];
        }
        began = longer;
        answers = unrolled(answers, larger.length);
        receivers = unrolled(receivers, larger.length);
        ring = larger;
        head = 0;
    }

    /** The same from 0 on, if there are any. */
    private <T> T[] unrolled(T[] objects, int length) {
        if (objects.length == 0) {
            return objects;
        }
        T[] larger = Arrays.copyOf(objects, length);
        for (int i = 0; i < size; i++) {
            larger[i] = objects[(head + i) & (ring.length - 1)];
        }
        return larger;
    }
}
