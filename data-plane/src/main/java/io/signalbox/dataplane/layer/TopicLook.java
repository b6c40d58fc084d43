package io.signalbox.dataplane.layer;

import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.schema.FieldCheck;
import io.signalbox.dataplane.kafka.schema.FieldCheck.Fields;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.RepeatedHead;
import io.signalbox.dataplane.kafka.schema.Window;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * Lets a Produce or a Fetch go on as bytes that is about topics alone with which a layer has nothing to do. It remembers which
 * topics these are, and what a request with one of them began with, until it is told to forget. One object for a connection.
 */
public final class TopicLook implements FieldCheck.Judge {

    private static final Set<Mark> TOPICS = EnumSet.of(Mark.TOPIC, Mark.TOPIC_ID);
    private static final AtomicReferenceArray<@Nullable Fields> PRODUCE =
            new AtomicReferenceArray<>(ApiKeys.PRODUCE.latestVersion() + 1);
    private static final AtomicReferenceArray<@Nullable Fields> FETCH =
            new AtomicReferenceArray<>(ApiKeys.FETCH.latestVersion() + 1);

    // How a topic is named, and what is done to it.
    private static final int BY_ID = 1;
    private static final int READ = 2;

    private final Layer layer;
    private final FieldCheck fields = new FieldCheck();
    private final FieldCache<Boolean> free = new FieldCache<>();
    private final RepeatedHead head = new RepeatedHead(); // of requests with one topic
    private int topics; // of the request at hand
    private int keyEnd; // of the last of them
    private boolean reads; // the request at hand

    /** Which topics a layer has to do with. */
    public interface Layer {

        /** What the topic with an id is called; empty where that has to be found out. */
        Optional<String> name(Uuid id);

        /** Whether there is nothing to be done where this topic is written, or read. */
        boolean isFree(String topic, boolean reads);
    }

    public TopicLook(Layer layer) {
        this.layer = layer;
    }

    /** The layer has to do with other topics. */
    public void forget() {
        free.clear();
        head.forget();
    }

    /** Whether a request, which is a Produce or a Fetch, may go on as it is. */
    public boolean letsPass(RequestBytes request) {
        reads = request.api() == ApiKeys.FETCH;
        Fields looked = fields(request.api(), request.version());
        return (isRepeated(looked, request) || areFree(looked, request)) && (!reads || Fetches.withoutSession(request));
    }

    /** Whether a request begins as the latest did, and nothing is to be said against the rest of it. */
    private boolean isRepeated(Fields looked, RequestBytes request) {
        Window in = request.window();
        int index = request.index();
        return head.isOf(in, index)
                && fields.passesBehindKey(looked, in, index, request.bytes(), head.keyEnd(index), this);
    }

    private boolean areFree(Fields looked, RequestBytes request) {
        boolean passes = fields.passes(looked, request.in(), request.window(), request.index(), request.bytes(), this);
        if (passes && fields.isCommon() && topics == 1) {
            head.remember(request.window(), request.index(), keyEnd);
        } else {
            head.forget();
        }
        return passes;
    }

    private Fields fields(ApiKeys api, short version) {
        AtomicReferenceArray<@Nullable Fields> all = reads ? FETCH : PRODUCE;
        Fields known = all.get(version);
        if (known == null) {
            known = Fields.of(MessageKind.request(api, version), TOPICS);
            all.set(version, known);
        }
        return known;
    }

    @Override
    public void begin() {
        topics = 0;
    }

    @Override
    public boolean agrees(Mark mark, Window in, int index, int length) {
        return switch (mark) {
            case TOPIC -> isFree(0, in, index, length);
            case TOPIC_ID -> isFree(BY_ID, in, index, length);
            case RECORDS -> length >= 0; // without any it is a violation
            default -> true;
        };
    }

    private boolean isFree(int how, Window in, int index, int length) {
        topics++;
        keyEnd = index + length;
        if (length < 0) {
            return false;
        }
        int kind = reads ? how | READ : how;
        Boolean known = free.find(kind, in, index, length);
        if (known == null) {
            Optional<String> name = how == BY_ID
                    ? layer.name(new Uuid(in.getLong(index), in.getLong(index + Long.BYTES)))
                    : Optional.of(in.text(index, length));
            if (name.isEmpty()) {
                return false;
            }
            known = layer.isFree(name.get(), reads);
            free.put(kind, in, index, length, known);
        }
        return known;
    }
}
