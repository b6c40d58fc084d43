package io.signalbox.dataplane.layer.names;

import io.signalbox.acl.Namespace.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * What a response needs to know of its request.
 *
 * @param asked what the client said, by what the broker was asked for
 * @param askedIds likewise, of ids that stand for nothing
 * @param coordinators what was looked for, where that was a coordinator
 * @param members whether members of a group of consumers speak to each other
 * @param change what becomes of the decoded response before it gets the client's names, if anything
 * @param renamed whether it then has them already
 */
record Memory(
        Map<String, String> asked,
        Map<Uuid, Uuid> askedIds,
        Optional<Kind> coordinators,
        boolean members,
        Optional<Consumer<ApiMessage>> change,
        boolean renamed) {

    /** Of a request that went on as it was. */
    static final Memory NOTHING = nothing();

    /** Of one that was given the prefix, and nothing else. */
    static final Memory REWRITTEN = nothing();

    private static Memory nothing() {
        return new Memory(Map.of(), Map.of(), Optional.empty(), false, Optional.empty(), false);
    }

    /** What the client called it; empty for what it did not name. */
    Optional<String> clients(String brokers) {
        return Optional.ofNullable(asked.get(brokers));
    }
}
