package io.signalbox.dataplane.layer.names;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiMessage;

/** Which classic groups of a connection are groups of consumers, whose members speak of topics. */
final class Members {

    private static final String CONSUMERS = "consumer";
    private static final int MAX_GROUPS = 100; // a client has one, mostly

    private final Map<String, Boolean> consumers = new LinkedHashMap<>(); // by group

    /** Whether members of a group of consumers speak in a request; those that join say so, the others
     * need not; where it is not known, what is said is looked at as if they were. */
    boolean areConsumers(ApiMessage request) {
        if (request instanceof JoinGroupRequestData join) {
            boolean are = join.protocolType().equals(CONSUMERS);
            if (consumers.size() >= MAX_GROUPS) {
                consumers.clear();
            }
            consumers.put(join.groupId(), are);
            return are;
        }
        if (request instanceof SyncGroupRequestData sync) {
            return Optional.ofNullable(sync.protocolType())
                    .map(CONSUMERS::equals)
                    .orElseGet(() -> consumers.getOrDefault(sync.groupId(), true));
        }
        return false;
    }
}
