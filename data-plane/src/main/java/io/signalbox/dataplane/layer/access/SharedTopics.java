package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.dataplane.layer.ShareSessions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * Topics of the share session of one connection: requests name only what is new. Those that the client may not read are in
 * no session, and refused with each answer.
 */
final class SharedTopics {

    private final ShareSessions sessions = new ShareSessions();
    private final Set<Uuid> granted = new HashSet<>();
    private final Map<Uuid, Set<Integer>> denied = new HashMap<>(); // with their partitions

    /** Whether a request is for no session that began on another connection. */
    boolean admits(ApiMessage request) {
        return sessions.admits(request);
    }

    /** A session begins. */
    void clear() {
        granted.clear();
        denied.clear();
    }

    Stream<Uuid> all() {
        return Stream.concat(granted.stream(), denied.keySet().stream());
    }

    /** Whether what was judged before would be judged so now; if not, the session has to begin anew. */
    boolean isJudgedStill(Asked asked) {
        return granted.stream().allMatch(id -> asked.judgeTopic(Operation.READ, id) == Errors.NONE)
                && denied.keySet().stream().allMatch(id -> asked.judgeTopic(Operation.READ, id) != Errors.NONE);
    }

    void grant(Uuid topic) {
        granted.add(topic);
    }

    void deny(ShareFetchRequestData.FetchTopic topic) {
        Set<Integer> partitions = denied.computeIfAbsent(topic.topicId(), unseen -> new HashSet<>());
        topic.partitions().forEach(partition -> partitions.add(partition.partitionIndex()));
    }

    void forget(ShareFetchRequestData.ForgottenTopic topic) {
        denied.computeIfPresent(topic.topicId(), (id, partitions) -> {
            topic.partitions().forEach(partitions::remove);
            return partitions.isEmpty() ? null : partitions;
        });
    }

    boolean isGranted(Uuid topic) {
        return granted.contains(topic);
    }

    Map<Uuid, Set<Integer>> denied() {
        return Map.copyOf(denied);
    }
}
