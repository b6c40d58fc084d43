package io.signalbox.dataplane.layer.names;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.acl.Namespace;
import io.signalbox.acl.Namespace.Kind;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.schema.FieldCheck;
import io.signalbox.dataplane.kafka.schema.FieldCheck.Fields;
import io.signalbox.dataplane.kafka.schema.GatheredRename;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.PrefixRename;
import io.signalbox.dataplane.kafka.schema.Rename;
import io.signalbox.dataplane.layer.Fetches;
import io.signalbox.dataplane.layer.FieldCache;
import io.signalbox.dataplane.layer.ProduceRequests;
import io.signalbox.dataplane.layer.Programs;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * Lets a Produce or a Fetch go on as bytes that names topics by their ids alone, all of which are visible: an id means the
 * same to clients and brokers. Where every name gets the prefix, it puts that into the bytes of what is asked most, and
 * takes it from the bytes of the answers. Whatever it cannot decide is for {@link Rules} and {@link ResponseRename}.
 */
final class QuickNames implements FieldCheck.Judge {

    private static final Set<Mark> MARKS =
            EnumSet.of(Mark.TOPIC, Mark.TOPIC_ID, Mark.GROUP, Mark.TRANSACTIONAL_ID, Mark.RECORDS, Mark.BROKER_ID);
    private static final Map<MessageKind, Fields> FIELDS = new ConcurrentHashMap<>();

    /** Of these, names may be given a prefix without anything else being looked at; they need the broker's names alone. */
    private static final Set<ApiKeys> RENAMED = EnumSet.of(
            ApiKeys.PRODUCE,
            ApiKeys.FETCH,
            ApiKeys.LIST_OFFSETS,
            ApiKeys.OFFSET_FOR_LEADER_EPOCH,
            ApiKeys.OFFSET_COMMIT,
            ApiKeys.HEARTBEAT,
            ApiKeys.ADD_PARTITIONS_TO_TXN,
            ApiKeys.ADD_OFFSETS_TO_TXN,
            ApiKeys.TXN_OFFSET_COMMIT,
            ApiKeys.END_TXN);

    private static final int NO_REPLICA = -1;

    // How what is known is named.
    private static final int TOPIC = 0;
    private static final int TOPIC_ID = 1;
    private static final int GROUP = 2;
    private static final int TRANSACTIONAL_ID = 3;
    private static final int BROKERS = 4; // the same of the broker's names

    private final NamesClient client;
    private final FieldCheck check = new FieldCheck();
    private final FieldCache<Boolean> known =
            new FieldCache<>(); // which ids are visible, and which names can be given the prefix, or lose it
    private final Optional<PrefixRename> prefix; // where every name gets it
    private boolean renames; // the request at hand
    private @Nullable MessageKind kind; // of the latest, and what is to be judged of it
    private @Nullable Fields fields;

    QuickNames(NamesClient client) {
        this.client = client;
        Namespace namespace = client.namespace();
        boolean all = namespace.mode() == Namespace.Mode.HIDE_PREFIX
                && namespace.topics().isEmpty()
                && namespace.groups().isEmpty();
        this.prefix = all
                ? Optional.of(PrefixRename.adding(Map.of(
                        Mark.TOPIC, namespace.prefix(),
                        Mark.GROUP, namespace.prefix(),
                        Mark.TRANSACTIONAL_ID, namespace.prefix())))
                : Optional.empty();
    }

    /** Whether requests of a version are of those. */
    static boolean areById(ApiKeys api, short version) {
        return (api == ApiKeys.PRODUCE && ProduceRequests.isById(version))
                || (api == ApiKeys.FETCH && Fetches.isById(version));
    }

    /** Whether names may be given the prefix in requests of an API. */
    static boolean renames(ApiKeys api) {
        return RENAMED.contains(api);
    }

    /** Whether a request may go on as it is. */
    boolean letsPass(RequestBytes request) {
        renames = false;
        return areById(request.api(), request.version())
                && check.passes(fieldsOf(request), request.in(), request.index(), request.bytes(), this)
                && (request.api() != ApiKeys.FETCH || Fetches.withoutSession(request));
    }

    /** The frame of a request that needs nothing but the prefix, with that; empty for another. */
    Optional<ByteBuf> rewrite(RequestBytes request, GatheredRename gathered, ByteBufAllocator allocator) {
        renames = true;
        boolean can = prefix.isPresent()
                && renames(request.api())
                && check.passes(fieldsOf(request), request.in(), request.index(), request.bytes(), this)
                && (request.api() != ApiKeys.FETCH || asOthers(request));
        if (!can) {
            return Optional.empty();
        }
        try {
            return Optional.of(gathered.rename(
                    Programs.of(MessageKind.request(request.api(), request.version())),
                    request.in(),
                    request.index(),
                    request.bytes(),
                    prefix.get(),
                    allocator));
        } catch (MalformedMessageException e) {
            return Optional.empty(); // whoever decodes it says what is wrong
        }
    }

    /** Does the same as {@code others} in answers to requests that were rewritten here. */
    Rename answers(ResponseRename others) {
        return (mark, in, index, length, out) -> switch (mark) {
            case TOPIC_ID -> false;
            case TOPIC ->
                takesPrefix(Kind.TOPIC, TOPIC, in, index, length, out) || others.write(mark, in, index, length, out);
            case GROUP ->
                takesPrefix(Kind.GROUP, GROUP, in, index, length, out) || others.write(mark, in, index, length, out);
            case TRANSACTIONAL_ID ->
                takesPrefix(Kind.TRANSACTIONAL_ID, TRANSACTIONAL_ID, in, index, length, out)
                        || others.write(mark, in, index, length, out);
            default -> others.write(mark, in, index, length, out);
        };
    }

    private boolean takesPrefix(Kind type, int how, ByteBuf in, int index, int length, ByteBuf out) {
        Boolean can = known.find(BROKERS + how, in, index, length);
        if (can == null) {
            can = client.namespace().sees(type, in.toString(index, length, StandardCharsets.UTF_8));
            known.put(BROKERS + how, in, index, length, can);
        }
        if (can) {
            int prefixBytes = client.namespace().prefix().length(); // each of its characters is a byte
            out.writeBytes(in, index + prefixBytes, length - prefixBytes);
        }
        return can;
    }

    private static boolean asOthers(RequestBytes fetch) {
        return Fetches.withoutSession(fetch) && (Fetches.isById(fetch.version()) || Fetches.limit(fetch));
    }

    private Fields fieldsOf(RequestBytes request) {
        if (fields == null || kind == null || kind.api() != request.api() || kind.version() != request.version()) {
            kind = MessageKind.request(request.api(), request.version());
            fields = FIELDS.computeIfAbsent(kind, unseen -> Fields.of(unseen, MARKS));
        }
        return fields;
    }

    @Override
    public void begin() {
        // Nothing is noted of a request.
    }

    @Override
    public boolean agrees(Mark mark, ByteBuf in, int index, int length) {
        return switch (mark) {
            case TOPIC_ID -> isVisible(in, index, length);
            case RECORDS -> length >= 0;
            case BROKER_ID -> in.getInt(index) == NO_REPLICA;
            case TRANSACTIONAL_ID ->
                length < 0 ? isOfProduce() : canHavePrefix(Kind.TRANSACTIONAL_ID, TRANSACTIONAL_ID, in, index, length);
            case GROUP -> canHavePrefix(Kind.GROUP, GROUP, in, index, length);
            default -> canHavePrefix(Kind.TOPIC, TOPIC, in, index, length);
        };
    }

    private boolean isOfProduce() {
        return kind != null && kind.api() == ApiKeys.PRODUCE;
    }

    /** What a request names has another name at the broker. */
    private boolean canHavePrefix(Kind type, int how, ByteBuf in, int index, int length) {
        if (!renames || length < 0) {
            return false;
        }
        Boolean can = known.find(how, in, index, length);
        if (can == null) {
            can = !client.namespace().refuses(type, in.toString(index, length, StandardCharsets.UTF_8));
            known.put(how, in, index, length, can);
        }
        return can;
    }

    private boolean isVisible(ByteBuf in, int index, int length) {
        Boolean seen = known.find(TOPIC_ID, in, index, length);
        if (seen != null) {
            return seen;
        }
        String name = client.topics().find(new Uuid(in.getLong(index), in.getLong(index + Long.BYTES)));
        if (name == null) {
            return false; // the broker has to be asked
        }
        boolean sees = client.namespace().sees(Kind.TOPIC, name);
        known.put(TOPIC_ID, in, index, length, sees);
        return sees;
    }
}
