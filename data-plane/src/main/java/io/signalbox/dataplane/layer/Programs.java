package io.signalbox.dataplane.layer;

import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageKind.Direction;
import io.signalbox.dataplane.kafka.schema.MessageProgram;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** How names are found in messages; compiled at first need. For any thread. */
public final class Programs {

    private static final Set<Mark> OF_REQUESTS = EnumSet.of(
            Mark.TOPIC,
            Mark.TOPIC_ID,
            Mark.GROUP,
            Mark.TRANSACTIONAL_ID,
            Mark.CONFIG_RESOURCE,
            Mark.COORDINATOR_KEY,
            Mark.MEMBERSHIP);
    private static final Set<Mark> OF_RESPONSES = with(OF_REQUESTS, Mark.ERROR_TEXT, Mark.PATTERN);
    private static final Set<Mark> NAMES_OF_RESPONSES = without(OF_RESPONSES, Mark.TOPIC_ID);

    private static final Map<MessageKind, MessageProgram> COMPILED = new ConcurrentHashMap<>();
    private static final Map<MessageKind, Boolean> HAVE_NAMES = new ConcurrentHashMap<>();

    private Programs() {}

    public static MessageProgram of(MessageKind kind) {
        return COMPILED.computeIfAbsent(
                kind,
                unseen -> MessageProgram.compile(
                        unseen, unseen.direction() == Direction.REQUEST ? OF_REQUESTS : OF_RESPONSES));
    }

    /** Whether responses hold more than ids, which mean the same to clients and brokers. */
    public static boolean hasNames(MessageKind response) {
        return HAVE_NAMES.computeIfAbsent(
                response,
                unseen -> MessageProgram.compile(unseen, NAMES_OF_RESPONSES).findsAnything());
    }

    private static Set<Mark> with(Set<Mark> marks, Mark... more) {
        Set<Mark> all = EnumSet.copyOf(marks);
        all.addAll(Set.of(more));
        return all;
    }

    private static Set<Mark> without(Set<Mark> marks, Mark less) {
        Set<Mark> all = EnumSet.copyOf(marks);
        all.remove(less);
        return all;
    }
}
