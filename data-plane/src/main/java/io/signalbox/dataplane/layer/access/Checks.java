package io.signalbox.dataplane.layer.access;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;

/** Every API that is relayed where access is controlled, and how it is checked. */
final class Checks {

    /** These do nothing to a resource, and say nothing of one. */
    private static final Set<ApiKeys> HARMLESS = EnumSet.of(
            ApiKeys.API_VERSIONS,
            ApiKeys.SASL_HANDSHAKE,
            ApiKeys.SASL_AUTHENTICATE,
            ApiKeys.GET_TELEMETRY_SUBSCRIPTIONS,
            ApiKeys.PUSH_TELEMETRY);

    private static final Map<ApiKeys, Check> BY_API = new EnumMap<>(ApiKeys.class);

    static {
        Stream.of(
                        RecordChecks.all(),
                        MetadataChecks.all(),
                        TopicChecks.all(),
                        OffsetChecks.all(),
                        GroupChecks.all(),
                        ShareChecks.all(),
                        ShareOffsetChecks.all(),
                        StreamsChecks.all(),
                        TransactionChecks.all(),
                        ConfigChecks.all(),
                        ClusterChecks.all())
                .flatMap(Set::stream)
                .forEach(check -> BY_API.put(check.getKey(), check.getValue()));
    }

    private Checks() {}

    /** Whether requests of an API have to be seen. */
    static boolean has(ApiKeys api) {
        return BY_API.containsKey(api);
    }

    /** Of one that {@link #has} it. */
    static Check of(ApiKeys api) {
        Check check = BY_API.get(api);
        if (check == null) {
            throw new IllegalStateException(api + " is not relayed");
        }
        return check;
    }

    /** The newest version that can be checked; -1 of an API that is not relayed. */
    static short newest(ApiKeys api) {
        short known = api.latestVersion(false);
        return switch (api) {
            case ADD_PARTITIONS_TO_TXN -> 3; // the next is between brokers
            default -> has(api) || HARMLESS.contains(api) ? known : -1;
        };
    }
}
