package io.signalbox.dataplane.layer.access;

import io.netty.buffer.ByteBuf;
import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.schema.CutTopics;
import io.signalbox.dataplane.kafka.schema.FetchedTopics;
import io.signalbox.dataplane.kafka.schema.FieldCheck;
import io.signalbox.dataplane.kafka.schema.FieldCheck.Fields;
import io.signalbox.dataplane.kafka.schema.FrameSink;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.RepeatedFrame;
import io.signalbox.dataplane.kafka.schema.Window;
import io.signalbox.dataplane.layer.Fetches;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the topics out of a Fetch that its client may not read, and puts behind those of the answer what it is told of them; both by
 * their bytes. What comes of it is what {@link RecordChecks} would make; whatever this cannot decide is for them. One object for a
 * connection.
 */
final class CutFetches implements FieldCheck.Judge {

    /** A longer request is decoded: few are, and what is remembered of one grows with it. */
    private static final int MAX_REQUEST_BYTES = 64 * 1024;

    private static final short FLEXIBLE = 12;
    private static final AtomicReferenceArray<@Nullable FetchedTopics> FETCHED =
            new AtomicReferenceArray<>(ApiKeys.FETCH.latestVersion() + 1);

    private final AccessClient client;
    private final Decisions decisions;
    private final FieldCheck fields = new FieldCheck();
    private final CutTopics cut = new CutTopics(); // of the request at hand
    private int headBytes; // of a topic's key
    private final RepeatedFrame repeated = new RepeatedFrame();
    private int left; // topics of that
    private boolean cuts; // something was cut from the latest
    private @Nullable RefusedTopics latest; // mostly a client goes on to ask for what it is refused
    private final Queue<RefusedTopics> awaited = new ArrayDeque<>(1); // of requests that the broker has not answered
    private final Window answer = Window.ofThread();

    /** What may be done to what a request names. */
    interface Decisions {

        /** Null where that cannot be said at once. */
        @Nullable Boolean mayRead(Mark mark, Window in, int index, int length);
    }

    CutFetches(AccessClient client, Decisions decisions) {
        this.client = client;
        this.decisions = decisions;
    }

    /** Other rules apply from now on. */
    void forget() {
        repeated.forget();
        cuts = false;
    }

    /** Whether it is likely that something has to be cut from a Fetch. */
    boolean isLikely() {
        return cuts;
    }

    /** Writes what is left of a Fetch; false of one that is to be decoded, or of which not all is here. */
    boolean rewrite(RequestBytes request, Fields looked, FrameSink out) {
        boolean again = repeated.isOf(request.window(), request.index(), request.bytes());
        if (again && repeated.isMade()) {
            writeRepeated(request, out);
            return true;
        }
        if (!again) {
            repeated.forget();
        }
        cuts = cut(request, looked, again, out);
        return cuts;
    }

    /** The same of one that is as the latest was; nothing is done to another. */
    boolean rewriteAlike(RequestBytes request, FrameSink out) {
        boolean alike = repeated.isMade() && repeated.isOf(request.window(), request.index(), request.bytes());
        if (alike) {
            writeRepeated(request, out);
        }
        return alike;
    }

    private void writeRepeated(RequestBytes request, FrameSink out) {
        repeated.write(request.window(), request.index(), out);
        refuse(Objects.requireNonNull(latest));
    }

    /**
     * The same of one for which nothing is kept.
     *
     * @param again whether it is as the latest was: what takes its place is kept then, which for every request would be for nothing
     */
    private boolean cut(RequestBytes request, Fields looked, boolean again, FrameSink out) {
        Window in = request.window();
        short version = request.version();
        headBytes = Fetches.isById(version) ? 0 : version < FLEXIBLE ? Short.BYTES : Byte.BYTES;
        if (request.bytes() > MAX_REQUEST_BYTES
                || !request.isWhole()
                || !fields.passes(looked, request.in(), in, request.index(), request.bytes(), this)
                || !fields.isCommon()
                || cut.size() == 0
                || cut.left() == 0) {
            return false;
        }
        RefusedTopics refused = refused(in.view(), version);
        if (refused == null) {
            return false;
        }
        if (!again) {
            repeated.remember(in, request.index(), request.bytes());
        }
        if (!Fetches.withoutSession(request) || !Fetches.limit(request)) {
            repeated.forget();
            return false;
        }
        ByteBuf written = cut.write(version >= FLEXIBLE, in.view(), request.index(), request.bytes(), out);
        if (again) {
            repeated.make(written, written.writerIndex() - (request.bytes() - cut.bytes()));
        }
        left = cut.left();
        refuse(refused);
        return true;
    }

    private void refuse(RefusedTopics refused) {
        awaited.add(refused);
        client.onAllowed(ResourceType.TOPIC, left);
        for (String name : refused.names()) {
            client.onDecision(Operation.READ, ResourceType.TOPIC, name, false);
        }
    }

    /** Null where a topic's name is not known any more. */
    private @Nullable RefusedTopics refused(ByteBuffer view, short version) {
        byte[] asked = new byte[cut.bytes()];
        cut.copy(view, asked);
        if (latest == null || !latest.are(version, asked)) {
            latest = RefusedTopics.of(version, asked, cut.size(), client.topics());
        }
        return latest;
    }

    @Override
    public void begin() {
        cut.clear();
    }

    @Override
    public boolean agrees(Mark mark, Window in, int index, int length) {
        return switch (mark) {
            case BROKER_ID -> in.getInt(index) < 0; // brokers fetch by the rights of the cluster
            case TOPIC, TOPIC_ID -> {
                Boolean may = decisions.mayRead(mark, in, index, length);
                if (may != null) {
                    cut.add(index - headBytes, !may);
                }
                yield may != null;
            }
            default -> false;
        };
    }

    @Override
    public void onEndOfTopics(int index) {
        cut.end(index);
    }

    /** Writes the answer to the oldest request; false where it is to be decoded, and {@link #complete} to be asked. */
    @SuppressWarnings("ReferenceEquality") // one view belongs to one buffer, and to open it anew costs a memory fence
    boolean rewrite(SeenResponse response, ByteBuffer view, FrameSink out) {
        FetchedTopics fetched = fetched(response.version());
        ByteBuf in = response.in();
        int end = response.index() + response.bytes();
        if (answer.view() != view) {
            answer.open(view);
        }
        if (!fetched.knows(answer, response.index(), end)) {
            return false;
        }
        RefusedTopics refused = awaited.remove();
        fetched.write(in, answer, response.index(), end, refused.count(), refused.answers(), out);
        return true;
    }

    /** Does so with one that has been decoded. */
    void complete(ApiMessage response) {
        ((FetchResponseData) response).responses().addAll(awaited.remove().decoded());
    }

    private static FetchedTopics fetched(short version) {
        FetchedTopics known = FETCHED.get(version);
        if (known == null) {
            known = FetchedTopics.of(version);
            FETCHED.set(version, known);
        }
        return known;
    }
}
