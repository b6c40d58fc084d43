package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Authorizer;
import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.schema.FieldCheck;
import io.signalbox.dataplane.kafka.schema.FieldCheck.Fields;
import io.signalbox.dataplane.kafka.schema.FrameSink;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.RepeatedHead;
import io.signalbox.dataplane.kafka.schema.Window;
import io.signalbox.dataplane.layer.Fetches;
import io.signalbox.dataplane.layer.FieldCache;
import io.signalbox.dataplane.layer.ProduceRequests;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests go on as bytes in which nothing is asked for that is denied, which are nearly all. What it decides is what
 * {@link Checks} would; whatever it cannot decide, and what is denied, is for them. It remembers decisions for as long as
 * the rules are the same.
 */
final class QuickChecks implements FieldCheck.Judge, CutFetches.Decisions {

    // How what is decided is named; two bits.
    private static final int TOPIC = 0;
    private static final int TOPIC_ID = 1;
    private static final int GROUP = 2;
    private static final int TRANSACTIONAL_ID = 3;

    private final AccessClient client;
    private final FieldCheck fields = new FieldCheck();
    private final FieldCache<Boolean> decisions = new FieldCache<>();
    private final RepeatedHead head = new RepeatedHead(); // of requests with one topic
    private int keyEnd; // of the latest topic
    // Of the request at hand, or of the one that began as it does.
    private int topics; // that it may use
    private int groups;
    private int transactions;
    private @Nullable Authorizer decidedBy;
    private @Nullable QuickLook look; // at the request at hand
    private boolean mayBeTransactional; // its records
    private @Nullable CutFetches cut; // few connections ever need it

    QuickChecks(AccessClient client) {
        this.client = client;
    }

    /** Whether a request may go on as it is. */
    @SuppressWarnings("ReferenceEquality") // there is one for each API
    boolean letsPass(RequestBytes request) {
        QuickLook found = QuickLook.find(request.api());
        if (found == null) {
            return false;
        }
        followRules();
        if (look != found) {
            look = found; // stored for each request, it would cost a memory fence
        }
        if (request.api() == ApiKeys.FETCH && cut != null && cut.isLikely()) {
            return false;
        }
        Fields looked = found.fields(request.version());
        boolean passes = (isRepeated(looked, request) || isAllowed(looked, request))
                && (request.api() != ApiKeys.FETCH || Fetches.withoutSession(request));
        if (passes) {
            count();
        }
        return passes;
    }

    /** Writes a Fetch of which some topics are denied without them; false of any other, which is to be decoded. */
    boolean rewrite(RequestBytes request, FrameSink out) {
        if (request.api() != ApiKeys.FETCH) {
            return false;
        }
        followRules();
        QuickLook fetch = Objects.requireNonNull(QuickLook.find(ApiKeys.FETCH));
        return cut().rewrite(request, fetch.fields(request.version()), out);
    }

    /** As {@link #rewrite}, of one that is as the latest was. */
    boolean rewriteAlike(RequestBytes request, FrameSink out) {
        if (request.api() != ApiKeys.FETCH || cut == null) {
            return false;
        }
        followRules();
        return cut.rewriteAlike(request, out);
    }

    CutFetches cut() {
        if (cut == null) {
            cut = new CutFetches(client, this);
        }
        return cut;
    }

    /** Whether a request begins as the latest did, and nothing is to be said against the rest of it. */
    private boolean isRepeated(Fields looked, RequestBytes request) {
        Window in = request.window();
        int index = request.index();
        return head.isOf(in, index)
                && fields.passesBehindKey(looked, in, index, request.bytes(), head.keyEnd(index), this);
    }

    private boolean isAllowed(Fields looked, RequestBytes request) {
        boolean passes = fields.passes(looked, request.in(), request.window(), request.index(), request.bytes(), this);
        if (passes && fields.isCommon() && topics == 1) {
            head.remember(request.window(), request.index(), keyEnd);
        } else {
            head.forget();
        }
        return passes;
    }

    private void count() {
        count(ResourceType.TOPIC, topics);
        count(ResourceType.GROUP, groups);
        count(ResourceType.TRANSACTIONAL_ID, transactions);
    }

    private void count(ResourceType type, int times) {
        if (times > 0) {
            client.onAllowed(type, times);
        }
    }

    @SuppressWarnings("ReferenceEquality") // other rules are another object
    private void followRules() {
        Authorizer now = client.authorizer();
        if (now != decidedBy) {
            decisions.clear();
            head.forget();
            if (cut != null) {
                cut.forget();
            }
            decidedBy = now;
        }
    }

    @Override
    public void begin() {
        mayBeTransactional = false;
        topics = 0;
        groups = 0;
        transactions = 0;
    }

    @Override
    public boolean agrees(Mark mark, Window in, int index, int length) {
        return switch (mark) {
            case RECORDS -> ProduceRequests.areSound(in, index, length, mayBeTransactional);
            case PATTERN -> length < 0; // it would stand for names that nobody has judged
            case BROKER_ID -> in.getInt(index) < 0; // brokers fetch by the rights of the cluster
            case TRANSACTIONAL_ID -> {
                mayBeTransactional = length >= 0;
                if (length < 0) {
                    yield isOfProduce();
                }
                transactions++;
                yield mayBe(ResourceType.TRANSACTIONAL_ID, mark, TRANSACTIONAL_ID, in, index, length);
            }
            case GROUP -> {
                groups++;
                yield mayBe(ResourceType.GROUP, mark, GROUP, in, index, length);
            }
            default -> {
                topics++;
                keyEnd = index + length;
                yield mayBe(ResourceType.TOPIC, mark, mark == Mark.TOPIC_ID ? TOPIC_ID : TOPIC, in, index, length);
            }
        };
    }

    private boolean isOfProduce() {
        return look != null && look.api() == ApiKeys.PRODUCE;
    }

    private boolean mayBe(ResourceType type, Mark mark, int how, Window in, int index, int length) {
        if (length < 0) {
            return false;
        }
        Operation operation =
                Objects.requireNonNull(Objects.requireNonNull(look).operations().get(mark));
        return Boolean.TRUE.equals(decide(operation, type, mark, how, in, index, length));
    }

    @Override
    public @Nullable Boolean mayRead(Mark mark, Window in, int index, int length) {
        int how = mark == Mark.TOPIC_ID ? TOPIC_ID : TOPIC;
        return length < 0 ? null : decide(Operation.READ, ResourceType.TOPIC, mark, how, in, index, length);
    }

    /** Null where the broker has to be asked first. */
    private @Nullable Boolean decide(
            Operation operation, ResourceType type, Mark mark, int how, Window in, int index, int length) {
        int kind = operation.code() << 2 | how;
        Boolean decided = decisions.find(kind, in, index, length);
        if (decided == null) {
            Optional<String> name = name(mark, in, index, length);
            if (name.isEmpty()) {
                return null;
            }
            decided = client.authorizer().allows(operation, type, name.get());
            decisions.put(kind, in, index, length, decided);
        }
        return decided;
    }

    private Optional<String> name(Mark mark, Window in, int index, int length) {
        return mark == Mark.TOPIC_ID
                ? Optional.ofNullable(client.topics().find(new Uuid(in.getLong(index), in.getLong(index + Long.BYTES))))
                : Optional.of(in.text(index, length));
    }
}
