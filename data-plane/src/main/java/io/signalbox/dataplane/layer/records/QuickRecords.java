package io.signalbox.dataplane.layer.records;

import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.schema.FieldCheck;
import io.signalbox.dataplane.kafka.schema.FieldCheck.Fields;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.Window;
import io.signalbox.dataplane.layer.Fetches;
import io.signalbox.dataplane.layer.FieldCache;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests go on as bytes that are about topics alone to whose records nothing is done for this client. It remembers which
 * topics these are for as long as the policies are the same.
 */
final class QuickRecords implements FieldCheck.Judge {

    private static final Set<Mark> TOPICS = EnumSet.of(Mark.TOPIC, Mark.TOPIC_ID);
    private static final AtomicReferenceArray<@Nullable Fields> PRODUCE =
            new AtomicReferenceArray<>(ApiKeys.PRODUCE.latestVersion() + 1);
    private static final AtomicReferenceArray<@Nullable Fields> FETCH =
            new AtomicReferenceArray<>(ApiKeys.FETCH.latestVersion() + 1);

    // How a topic is named, and what is done to it.
    private static final int BY_ID = 1;
    private static final int READ = 2;

    private final RecordsClient client;
    private final FieldCheck fields = new FieldCheck();
    private final FieldCache<Boolean> untouched = new FieldCache<>();
    private int rules;
    private boolean reads; // the request at hand

    QuickRecords(RecordsClient client) {
        this.client = client;
        this.rules = client.edition();
    }

    boolean letsPass(RequestBytes request) {
        if (client.edition() != rules) {
            untouched.clear();
            rules = client.edition();
        }
        reads = request.api() == ApiKeys.FETCH;
        return fields.passes(
                        fields(request.api(), request.version()),
                        request.in(),
                        request.window(),
                        request.index(),
                        request.bytes(),
                        this)
                && (!reads || Fetches.withoutSession(request));
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
        // Nothing is counted.
    }

    @Override
    public boolean agrees(Mark mark, Window in, int index, int length) {
        return switch (mark) {
            case TOPIC -> isUntouched(0, in, index, length);
            case TOPIC_ID -> isUntouched(BY_ID, in, index, length);
            case RECORDS -> length >= 0; // without any it is a violation
            default -> true;
        };
    }

    private boolean isUntouched(int how, Window in, int index, int length) {
        if (length < 0) {
            return false;
        }
        int kind = reads ? how | READ : how;
        Boolean known = untouched.find(kind, in, index, length);
        if (known == null) {
            Optional<String> name = how == BY_ID
                    ? Optional.ofNullable(
                            client.topics().topics().find(new Uuid(in.getLong(index), in.getLong(index + Long.BYTES))))
                    : Optional.of(in.text(index, length));
            if (name.isEmpty()) {
                return false; // the broker has to be asked
            }
            known = (reads ? client.read(name.get()) : client.written(name.get())).isEmpty();
            untouched.put(kind, in, index, length, known);
        }
        return known;
    }
}
