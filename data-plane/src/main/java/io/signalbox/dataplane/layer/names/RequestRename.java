package io.signalbox.dataplane.layer.names;

import io.netty.buffer.ByteBuf;
import io.signalbox.acl.Namespace;
import io.signalbox.acl.Namespace.Kind;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.Rename;
import io.signalbox.dataplane.layer.MembershipNames;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Puts the broker's names into one request, and notes what the response needs: what each was called by the client. What has
 * to be asked before is noted, too; the request is then renamed again.
 */
final class RequestRename implements Rename {

    private static final int MAX_EARLIER = 1;

    private final NamesClient client;
    private final Namespace namespace;
    private final ApiKeys api;
    private final boolean members; // of a group of consumers
    private final int earlier;

    private final Map<String, String> asked = new HashMap<>();
    private final Map<Uuid, Uuid> askedIds = new HashMap<>();
    private final Set<Kind> refused = EnumSet.noneOf(Kind.class);
    private final Set<Uuid> unknownIds = new HashSet<>();
    private final Set<String> ambiguous = new HashSet<>();

    /**
     * Of one request.
     *
     * @param members whether members of a group of consumers speak in it
     * @param earlier how often the broker has been asked for it: for ids once, and for ambiguous names then or later
     */
    RequestRename(NamesClient client, ApiKeys api, boolean members, int earlier) {
        this.client = client;
        this.namespace = client.namespace();
        this.api = api;
        this.members = members;
        this.earlier = earlier;
    }

    @Override
    public boolean write(Mark mark, ByteBuf in, int index, int length, ByteBuf out) {
        return switch (mark) {
            case TOPIC -> write(topic(text(in, index, length)), out);
            case GROUP -> write(name(Kind.GROUP, text(in, index, length)), out);
            case TRANSACTIONAL_ID -> write(name(Kind.TRANSACTIONAL_ID, text(in, index, length)), out);
            case TOPIC_ID -> write(id(new Uuid(in.getLong(index), in.getLong(index + Long.BYTES))), out);
            case MEMBERSHIP -> members && membership(in, index, length, out);
            default -> false;
        };
    }

    private boolean membership(ByteBuf in, int index, int length, ByteBuf out) {
        MembershipNames.Renamed renamed = name -> Optional.of(topic(name));
        return api == ApiKeys.JOIN_GROUP
                ? MembershipNames.subscription(in, index, length, renamed, out)
                : MembershipNames.assignment(in, index, length, renamed, out);
    }

    /** A topic by its name. */
    String topic(String name) {
        if (api == ApiKeys.CREATE_TOPICS && namespace.isAdditional(Kind.TOPIC, name)) {
            refused.add(Kind.TOPIC);
            return note(namespace.nothing(Kind.TOPIC, name), name);
        }
        if (!namespace.isAmbiguous(name)) {
            return name(Kind.TOPIC, name);
        }
        Optional<Boolean> prefixed = client.ambiguous().isPrefixed(name);
        if (prefixed.isEmpty() && earlier <= MAX_EARLIER) {
            ambiguous.add(name);
        }
        return note(prefixed.orElse(false) ? namespace.prefixed(name) : namespace.forward(Kind.TOPIC, name), name);
    }

    String name(Kind kind, String name) {
        if (namespace.refuses(kind, name)) {
            refused.add(kind);
        }
        return note(namespace.forward(kind, name), name);
    }

    /** A topic by its id; in the place of one that is not seen stands one that no topic has. */
    Uuid id(Uuid id) {
        if (Uuid.ZERO_UUID.equals(id)) {
            return id;
        }
        Optional<String> topic = Optional.ofNullable(client.topics().find(id));
        if (topic.isPresent() && namespace.sees(Kind.TOPIC, topic.get())) {
            return id;
        }
        if (topic.isEmpty() && earlier == 0) {
            unknownIds.add(id);
        }
        Uuid nobodys = Uuid.randomUuid();
        askedIds.put(nobodys, id);
        return nobodys;
    }

    private String note(String brokers, String clients) {
        if (!brokers.equals(clients)) {
            asked.put(brokers, clients);
        }
        return brokers;
    }

    /** Whether the broker has been asked for nothing yet. */
    boolean isFirst() {
        return earlier == 0;
    }

    /** What the client said, by what the broker was asked for. */
    Map<String, String> asked() {
        return asked;
    }

    /** As {@link #asked}, of ids that stand for nothing. */
    Map<Uuid, Uuid> askedIds() {
        return askedIds;
    }

    boolean refused(Kind kind) {
        return refused.contains(kind);
    }

    /** Topics of which it has to be asked what they are called. */
    Set<Uuid> unknownIds() {
        return unknownIds;
    }

    /** Topics of which it has to be asked whether they have the prefix. */
    Set<String> ambiguous() {
        return ambiguous;
    }

    private static boolean write(Uuid id, ByteBuf out) {
        out.writeLong(id.getMostSignificantBits()).writeLong(id.getLeastSignificantBits());
        return true;
    }

    private static boolean write(String name, ByteBuf out) {
        out.writeCharSequence(name, StandardCharsets.UTF_8);
        return true;
    }

    private static String text(ByteBuf in, int index, int length) {
        return in.toString(index, length, StandardCharsets.UTF_8);
    }
}
