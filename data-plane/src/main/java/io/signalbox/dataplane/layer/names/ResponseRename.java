package io.signalbox.dataplane.layer.names;

import io.netty.buffer.ByteBuf;
import io.signalbox.acl.Namespace;
import io.signalbox.acl.Namespace.Kind;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.Rename;
import io.signalbox.dataplane.layer.MembershipNames;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Puts the client's names into one response: what it asked for is called as it called it. A response that names anything
 * else which the client does not see is no answer to what it asked.
 */
final class ResponseRename implements Rename {

    /** What could be a name, of whatever has names. */
    private static final Pattern WORD = Pattern.compile("[a-zA-Z0-9._/\\x00-]+");

    private final ApiKeys api;
    private final Namespace namespace;
    private final Memory memory;

    ResponseRename(ApiKeys api, Namespace namespace, Memory memory) {
        this.api = api;
        this.namespace = namespace;
        this.memory = memory;
    }

    @Override
    public boolean write(Mark mark, ByteBuf in, int index, int length, ByteBuf out) {
        return switch (mark) {
            case TOPIC -> name(Kind.TOPIC, text(in, index, length), out);
            case GROUP -> name(Kind.GROUP, text(in, index, length), out);
            case TRANSACTIONAL_ID -> name(Kind.TRANSACTIONAL_ID, text(in, index, length), out);
            // The response does not say what kind of key it is.
            case COORDINATOR_KEY -> name(memory.coordinators().orElse(Kind.GROUP), text(in, index, length), out);
            case TOPIC_ID -> id(new Uuid(in.getLong(index), in.getLong(index + Long.BYTES)), out);
            case ERROR_TEXT -> write(clients(text(in, index, length)), out);
            case PATTERN -> true; // a member's that came another way may hold any name
            case MEMBERSHIP -> memory.members() && membership(in, index, length, out);
            default -> false;
        };
    }

    private boolean membership(ByteBuf in, int index, int length, ByteBuf out) {
        MembershipNames.Renamed renamed = this::topicOfMember;
        return api == ApiKeys.JOIN_GROUP
                ? MembershipNames.subscription(in, index, length, renamed, out)
                : MembershipNames.assignment(in, index, length, renamed, out);
    }

    /** Empty for a topic of another member, which the client cannot see. */
    Optional<String> topicOfMember(String topic) {
        return memory.clients(topic).or(() -> namespace.back(Kind.TOPIC, topic));
    }

    private boolean name(Kind kind, String name, ByteBuf out) {
        if (name.isEmpty()) {
            return false;
        }
        return write(
                memory.clients(name)
                        .or(() -> namespace.back(kind, name))
                        .orElseThrow(() -> new MalformedMessageException(
                                "an answer to " + api.name + " names what is outside of the namespace")),
                out);
    }

    private boolean id(Uuid id, ByteBuf out) {
        Uuid asked = memory.askedIds().getOrDefault(id, id);
        out.writeLong(asked.getMostSignificantBits()).writeLong(asked.getLeastSignificantBits());
        return true;
    }

    /** A broker's text with the client's names. */
    String clients(String text) {
        return WORD.matcher(text).replaceAll(word -> Matcher.quoteReplacement(clientsWord(word.group())));
    }

    private String clientsWord(String word) {
        return memory.clients(word)
                .or(() -> memory.asked().entrySet().stream()
                        // Names at the end of a sentence, or of a partition.
                        .filter(name -> word.startsWith(name.getKey()))
                        .map(name ->
                                name.getValue() + word.substring(name.getKey().length()))
                        .findFirst())
                .orElseGet(() -> word.startsWith(namespace.prefix()) && namespace.mode() == Namespace.Mode.HIDE_PREFIX
                        ? word.substring(namespace.prefix().length())
                        : word);
    }

    private static boolean write(String name, ByteBuf out) {
        out.writeCharSequence(name, StandardCharsets.UTF_8);
        return true;
    }

    private static String text(ByteBuf in, int index, int length) {
        return in.toString(index, length, StandardCharsets.UTF_8);
    }
}
