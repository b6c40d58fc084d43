package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The exchanges of one connection that are not over, in order, since brokers answer in the order of the requests: requests
 * that went to the broker, and those that are answered here, whose answers wait for their turn. One long each, in a ring
 * that grows, and an object for those that are answered here. For one event loop.
 */
public final class Exchanges {

    private static final int INITIAL = 8; // a power of two, as every later size; a producer has five at most by default
    /** In a place that nothing else takes: no version is negative. */
    private static final long ANSWERED_HERE = 1 << 15;

    private final Plans plans;
    private final LayerSession[] sessions;
    private long[] ring = new long[INITIAL];
    private LocalAnswer[] answers = {}; // as long as the ring, from the first one on
    private int head;
    private int size;

    /** An answer of the node's own, and what is to be done once it has been given. */
    private record LocalAnswer(ByteBuf response, Runnable then) {
        static final LocalAnswer GIVEN = new LocalAnswer(Unpooled.EMPTY_BUFFER, () -> {});
    }

    /**
     * Of a connection that has just begun.
     *
     * @param sessions of the layers of which {@code plans} are made, in their order
     */
    public Exchanges(Plans plans, LayerSession... sessions) {
        this.plans = plans;
        this.sessions = sessions;
    }

    /** What is done with each of them. */
    public Plans plans() {
        return plans;
    }

    /** Those of the layers. */
    public LayerSession[] sessions() {
        return sessions;
    }

    /** A request has gone to the broker, and will be answered. */
    public void forwarded(short apiKey, short version, int correlationId) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) & (ring.length - 1)] =
                ((long) correlationId << 32) | ((apiKey & 0xffffL) << 16) | (version & 0xffffL);
        size++;
    }

    /**
     * A request is answered here; {@link #giveAnswers} does so when everything in front of it has been answered.
     *
     * @param response owned by this; may be empty
     * @param then is run after it
     */
    public void answeredHere(ByteBuf response, Runnable then) {
        if (size == ring.length) {
            grow();
        }
        if (answers.length < ring.length) {
            answers = Arrays.copyOf(answers, ring.length);
        }
        int at = (head + size) & (ring.length - 1);
        ring[at] = ANSWERED_HERE;
        answers[at] = new LocalAnswer(response, then);
        size++;
    }

    /** Whether the oldest is one that is answered here. */
    public boolean isAnswerDue() {
        return size > 0 && (ring[head] & ANSWERED_HERE) != 0;
    }

    /** Gives {@code client} the answers whose turn it is; to be called while no response is on its way. */
    public void giveAnswers(Consumer<ByteBuf> client) {
        while (isAnswerDue()) {
            LocalAnswer answer = answers[head];
            answers[head] = LocalAnswer.GIVEN;
            remove();
            if (answer.response().isReadable()) {
                client.accept(answer.response());
            }
            answer.then().run();
        }
    }

    /** The oldest, if there is one; otherwise what no response answers. */
    public long oldest() {
        return size == 0 ? ANSWERED_HERE : ring[head];
    }

    /** Whether a response of this correlation id answers a request that went to the broker. */
    public static boolean isAnswered(long request, int correlationId) {
        return (request & ANSWERED_HERE) == 0 && correlationId(request) == correlationId;
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

    public static short apiKey(long request) {
        return (short) (request >> 16);
    }

    public static short version(long request) {
        return (short) request;
    }

    public static int correlationId(long request) {
        return (int) (request >> 32);
    }

    /** Drops the answers that have not been given. */
    public void release() {
        while (size > 0) {
            if (isAnswerDue()) {
                answers[head].response().release();
                answers[head] = LocalAnswer.GIVEN;
            }
            remove();
        }
    }

    private void grow() {
        long[] larger = new long[ring.length * 2];
        LocalAnswer[] more = answers.length == 0 ? answers : new LocalAnswer[larger.length];
        for (int i = 0; i < size; i++) {
            int at = (head + i) & (ring.length - 1);
            larger[i] = ring[at];
            if (more.length > 0) {
                more[i] = answers[at];
            }
        }
        ring = larger;
        answers = more;
        head = 0;
    }
}
