package io.signalbox.controlplane.policy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.signalbox.controlplane.gateway.Reference;
import java.util.Optional;

/** What a listener policy does. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(name = "port_mapping", value = PolicyConfig.PortMapping.class))
public sealed interface PolicyConfig {

    <T> T match(Cases<T> cases);

    /** What a reader does with each kind. */
    interface Cases<T> {
        T portMapping(PortMapping config);
    }

    /**
     * The local port tells the broker. The destination is empty in the database, where a column of its own holds the
     * virtual cluster's id; it is always there in what the API shows.
     */
    record PortMapping(
            String advertisedHost, Optional<Reference.Target> destination, String bootstrapPort, int minBrokerId)
            implements PolicyConfig {

        public static final String AT_START = "at_start";

        PortMapping to(Reference.Target target) {
            return new PortMapping(advertisedHost, Optional.of(target), bootstrapPort, minBrokerId);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.portMapping(this);
        }
    }
}
