package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.dataplane.kafka.schema.FieldCheck.Fields;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * An API whose requests go on as they are, and their responses too, when all that they name may have one thing done to it.
 *
 * @param operations what is done, by how a request names to what
 * @param fields these names, by version; compiled at first need
 */
record QuickLook(Map<Mark, Operation> operations, AtomicReferenceArray<@Nullable Fields> fields, ApiKeys api) {

    private static final Map<ApiKeys, QuickLook> BY_API = Map.of(
                    ApiKeys.PRODUCE,
                            Map.of(
                                    Mark.TOPIC, Operation.WRITE,
                                    Mark.TOPIC_ID, Operation.WRITE,
                                    Mark.TRANSACTIONAL_ID, Operation.WRITE),
                    ApiKeys.FETCH, Map.of(Mark.TOPIC, Operation.READ, Mark.TOPIC_ID, Operation.READ),
                    ApiKeys.LIST_OFFSETS, Map.of(Mark.TOPIC, Operation.DESCRIBE),
                    ApiKeys.OFFSET_FOR_LEADER_EPOCH, Map.of(Mark.TOPIC, Operation.DESCRIBE),
                    ApiKeys.OFFSET_COMMIT,
                            Map.of(
                                    Mark.GROUP, Operation.READ,
                                    Mark.TOPIC, Operation.READ,
                                    Mark.TOPIC_ID, Operation.READ),
                    ApiKeys.HEARTBEAT, Map.of(Mark.GROUP, Operation.READ),
                    ApiKeys.CONSUMER_GROUP_HEARTBEAT,
                            Map.of(Mark.GROUP, Operation.READ, Mark.TOPIC, Operation.DESCRIBE),
                    ApiKeys.ADD_OFFSETS_TO_TXN,
                            Map.of(Mark.TRANSACTIONAL_ID, Operation.WRITE, Mark.GROUP, Operation.READ),
                    ApiKeys.TXN_OFFSET_COMMIT,
                            Map.of(
                                    Mark.TRANSACTIONAL_ID, Operation.WRITE,
                                    Mark.GROUP, Operation.READ,
                                    Mark.TOPIC, Operation.READ),
                    ApiKeys.END_TXN, Map.of(Mark.TRANSACTIONAL_ID, Operation.WRITE))
            .entrySet()
            .stream()
            .collect(Collectors.toMap(
                    Map.Entry::getKey,
                    entry -> of(entry.getKey(), entry.getValue()),
                    (one, other) -> one,
                    () -> new EnumMap<>(ApiKeys.class)));

    private static QuickLook of(ApiKeys api, Map<Mark, Operation> operations) {
        return new QuickLook(new EnumMap<>(operations), new AtomicReferenceArray<>(api.latestVersion() + 1), api);
    }

    /** Null for an API whose requests have to be decoded. */
    static @Nullable QuickLook find(ApiKeys api) {
        return BY_API.get(api);
    }

    /** What has to be judged in requests of a version. */
    Fields fields(short version) {
        Fields found = fields.get(version);
        if (found == null) {
            Set<Mark> marks = EnumSet.of(Mark.PATTERN);
            marks.addAll(operations.keySet());
            found = Fields.of(MessageKind.request(api, version), marks);
            fields.set(version, found);
        }
        return found;
    }
}
