package io.signalbox.dataplane.layer.names;

import io.netty.buffer.ByteBuf;
import io.signalbox.acl.Namespace;
import io.signalbox.acl.Namespace.Kind;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.exchange.ResponsePlan;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.schema.CommonShape;
import io.signalbox.dataplane.kafka.schema.FieldCheck;
import io.signalbox.dataplane.kafka.schema.FieldCheck.Fields;
import io.signalbox.dataplane.kafka.schema.FrameSink;
import io.signalbox.dataplane.kafka.schema.GatheredRename;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageProgram;
import io.signalbox.dataplane.kafka.schema.PlacedNames;
import io.signalbox.dataplane.kafka.schema.PrefixRename;
import io.signalbox.dataplane.kafka.schema.Rename;
import io.signalbox.dataplane.kafka.schema.RepeatedAnswer;
import io.signalbox.dataplane.kafka.schema.RepeatedHead;
import io.signalbox.dataplane.kafka.schema.StreamingRename;
import io.signalbox.dataplane.kafka.schema.Window;
import io.signalbox.dataplane.layer.Fetches;
import io.signalbox.dataplane.layer.FieldCache;
import io.signalbox.dataplane.layer.ProduceRequests;
import io.signalbox.dataplane.layer.Programs;
import java.nio.ByteBuffer;
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
    private static final Map<MessageKind, Answered> ANSWERED = new ConcurrentHashMap<>();

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
    private static final short FLEXIBLE_HEADER = 2;

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
    private final byte[] prefixBytes;
    private final Window answer = Window.ofThread(); // the response at hand
    private final PlacedNames names = new PlacedNames(); // that get it
    private final RepeatedHead head = new RepeatedHead(); // of requests with one topic
    private final RepeatedAnswer repeated = new RepeatedAnswer(); // to them
    private int topics; // of the request at hand
    private int keyEnd; // of the last of them
    private @Nullable StreamingRename streaming; // many a connection never needs it
    private boolean renames; // the request at hand
    private @Nullable MessageKind kind; // of the latest, and what is to be judged of it
    private @Nullable Fields fields;
    private boolean flexible;
    private @Nullable Answered answered; // latest

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
        this.prefixBytes = namespace.prefix().getBytes(StandardCharsets.US_ASCII);
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
                && (isRepeated(request, false) || isVisible(request))
                && (request.api() != ApiKeys.FETCH || Fetches.withoutSession(request));
    }

    /** Whether a request begins as the latest did, and nothing is to be said against the rest of it. */
    private boolean isRepeated(RequestBytes request, boolean renamed) {
        Window in = request.window();
        int index = request.index();
        return head.isMade() == renamed
                && head.isOf(in, index)
                && check.passesBehindKey(fieldsOf(request), in, index, request.bytes(), head.keyEnd(index), this);
    }

    private boolean isVisible(RequestBytes request) {
        boolean passes = passes(request);
        if (passes && check.isCommon() && topics == 1) {
            head.remember(request.window(), request.index(), keyEnd);
        } else {
            head.forget();
        }
        return passes;
    }

    private boolean passes(RequestBytes request) {
        return check.passes(fieldsOf(request), request.in(), request.window(), request.index(), request.bytes(), this);
    }

    /**
     * Writes a request that needs nothing but the prefix with that, as far as it is here; false of another. Of one that is
     * not of the common shape all has to be here.
     */
    boolean rewrite(RequestBytes request, GatheredRename gathered, FrameSink out) {
        renames = true;
        if (prefix.isEmpty() || !renames(request.api())) {
            return false;
        }
        if (rewriteAlike(request, out)) {
            return true;
        }
        head.forget();
        if (!passes(request)) {
            return false;
        }
        boolean isOne = check.isCommon()
                && topics == 1
                && names.size() == 1
                && names.index(0) + names.length(0) == keyEnd; // no transactional id, and no topic's id
        if (isOne) {
            head.remember(request.window(), request.index(), keyEnd);
        }
        if (request.api() == ApiKeys.FETCH && !asOthers(request)) {
            head.forget();
            return false;
        }
        if (isOne && head.make(request.window(), request.index(), names.length(0), prefixBytes, flexible)) {
            writeRepeated(request, out);
            return true;
        }
        if (check.isCommon()) {
            return names.add(
                    prefixBytes,
                    flexible,
                    request.in(),
                    request.window().view(),
                    request.index(),
                    request.bytes(),
                    request.end(),
                    out);
        }
        return request.isWhole() && renameGathered(request, gathered, out);
    }

    /** The same of a request that begins as the latest did; nothing is done to another. */
    boolean rewriteAlike(RequestBytes request, FrameSink out) {
        boolean alike = isRepeated(request, true);
        if (alike) {
            writeRepeated(request, out);
        }
        return alike;
    }

    private void writeRepeated(RequestBytes request, FrameSink out) {
        head.write(request.in(), request.window(), request.index(), request.bytes(), request.end(), out);
    }

    private boolean renameGathered(RequestBytes request, GatheredRename gathered, FrameSink out) {
        try {
            gathered.rename(
                    Programs.of(MessageKind.request(request.api(), request.version())),
                    request.in(),
                    request.index(),
                    request.bytes(),
                    prefix.get(),
                    out.room(GatheredRename.room(request.bytes())));
            return true;
        } catch (MalformedMessageException e) {
            return false; // whoever decodes it says what is wrong
        }
    }

    /** Writes a response, to a request that was rewritten here, with the client's names. */
    @SuppressWarnings("ReferenceEquality") // one view belongs to one buffer, and to open it anew costs a memory fence
    void rewrite(SeenResponse response, ByteBuffer view, GatheredRename gathered, FrameSink out) {
        Answered kinds = answered(response.api(), response.version());
        ByteBuf in = response.in();
        int end = response.index() + response.bytes();
        if (answer.view() != view) {
            answer.open(view);
        }
        if (kinds.shape != null && repeated.isOf(kinds.shape, answer, response.index(), end, kinds.ofFetch)) {
            repeated.write(in, answer, response.index(), end, out);
        } else if (kinds.shape != null
                && kinds.shape.findNames(
                        answer, response.index() + ResponsePlan.PREFIX_BYTES, end, kinds.ofFetch, names)
                && haveAllPrefix()) {
            if (names.size() == 1) {
                repeated.remember(
                        kinds.shape, answer, response.index(), names.index(0), names.length(0), prefixBytes.length);
            }
            names.remove(prefixBytes.length, true, in, view, response.index(), response.bytes(), out);
        } else if (kinds.streams()) {
            StreamingRename rename = begin(kinds, response.bytes());
            rename.rename(in, response.index() + Integer.BYTES, end, out);
            rename.checkComplete();
        } else {
            ResponseRename others = new ResponseRename(response.api(), client.namespace(), Memory.REWRITTEN);
            ByteBuf room = out.room(GatheredRename.room(response.bytes()));
            gathered.rename(kinds.program, in, response.index(), response.bytes(), answers(others), room);
        }
    }

    private boolean haveAllPrefix() {
        for (int name = 0; name < names.size(); name++) {
            if (!hasPrefix(Kind.TOPIC, TOPIC, answer, names.index(name), names.length(name))) {
                return false;
            }
        }
        return true;
    }

    /** What does so as a response streams by; null for a kind of responses in which more than topics' names is changed. */
    @Nullable StreamingRename streams(ApiKeys api, short version, int frameBytes) {
        Answered kinds = answered(api, version);
        return kinds.streams() ? begin(kinds, frameBytes) : null;
    }

    private StreamingRename begin(Answered kinds, int frameBytes) {
        if (streaming == null) {
            streaming = new StreamingRename(
                    PrefixRename.removing(Map.of(Mark.TOPIC, client.namespace().prefix())));
        }
        streaming.start(kinds.program, frameBytes - Integer.BYTES);
        return streaming;
    }

    private Answered answered(ApiKeys api, short version) {
        if (answered == null || answered.kind.api() != api || answered.kind.version() != version) {
            answered = ANSWERED.computeIfAbsent(MessageKind.response(api, version), Answered::new);
        }
        return answered;
    }

    /** A kind of responses to requests that were rewritten. */
    private static final class Answered {
        private final MessageKind kind;
        private final MessageProgram program;
        private final boolean ofFetch;
        private final @Nullable CommonShape shape; // where topics' names are all that is changed in it

        Answered(MessageKind kind) {
            this.kind = kind;
            this.program = Programs.of(kind);
            this.ofFetch = kind.api() == ApiKeys.FETCH;
            this.shape = kind.api() == ApiKeys.PRODUCE || ofFetch
                    ? CommonShape.of(MessageProgram.compile(kind, Set.of())).orElse(null)
                    : null;
        }

        boolean streams() {
            return ofFetch && program.streams();
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
        answer.open(in.nioBuffer(index, length));
        boolean can = hasPrefix(type, how, answer, 0, length);
        if (can) {
            out.writeBytes(in, index + prefixBytes.length, length - prefixBytes.length);
        }
        return can;
    }

    /** Whether a broker's name is that of something which the client sees; it has the prefix then. */
    private boolean hasPrefix(Kind type, int how, Window in, int index, int length) {
        Boolean can = known.find(BROKERS + how, in, index, length);
        if (can == null) {
            can = client.namespace().sees(type, in.text(index, length));
            known.put(BROKERS + how, in, index, length, can);
        }
        return can;
    }

    private static boolean asOthers(RequestBytes fetch) {
        return Fetches.withoutSession(fetch) && (Fetches.isById(fetch.version()) || Fetches.limit(fetch));
    }

    private Fields fieldsOf(RequestBytes request) {
        if (fields == null || kind == null || kind.api() != request.api() || kind.version() != request.version()) {
            kind = MessageKind.request(request.api(), request.version());
            flexible = request.api().requestHeaderVersion(request.version()) >= FLEXIBLE_HEADER;
            fields = FIELDS.computeIfAbsent(kind, unseen -> Fields.of(unseen, MARKS));
        }
        return fields;
    }

    @Override
    public void begin() {
        names.clear();
        topics = 0;
    }

    @Override
    public boolean agrees(Mark mark, Window in, int index, int length) {
        if (mark == Mark.TOPIC || mark == Mark.TOPIC_ID) {
            topics++;
            keyEnd = index + length;
        }
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
    private boolean canHavePrefix(Kind type, int how, Window in, int index, int length) {
        if (!renames || length < 0) {
            return false;
        }
        Boolean can = known.find(how, in, index, length);
        if (can == null) {
            can = !client.namespace().refuses(type, in.text(index, length));
            known.put(how, in, index, length, can);
        }
        names.add(index, length);
        return can;
    }

    private boolean isVisible(Window in, int index, int length) {
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
