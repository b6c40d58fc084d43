package io.signalbox.controlplane.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.signalbox.controlplane.gateway.Reference;
import java.util.Optional;

/** What a listener policy does. The API has no type in the config of a TLS server, and neither has its column. */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "type",
        defaultImpl = TlsServer.class)
@JsonSubTypes({
    @Type(name = PolicyConfig.PortMapping.TYPE, value = PolicyConfig.PortMapping.class),
    @Type(name = PolicyConfig.Sni.TYPE, value = PolicyConfig.Sni.class)
})
public sealed interface PolicyConfig permits PolicyConfig.PortMapping, PolicyConfig.Sni, TlsServer {

    <T> T match(Cases<T> cases);

    /** What a reader does with each kind. */
    interface Cases<T> {
        T portMapping(PortMapping config);

        T sni(Sni config);

        T tlsServer(TlsServer config);
    }

    /**
     * The local port tells the broker. The destination is empty in the database, where a column of its own holds the
     * virtual cluster's id; it is always there in what the API shows.
     */
    @JsonPropertyOrder("type")
    record PortMapping(
            String advertisedHost, Optional<Reference.Target> destination, String bootstrapPort, int minBrokerId)
            implements PolicyConfig {

        public static final String AT_START = "at_start";

        static final String TYPE = "port_mapping";

        PortMapping to(Reference.Target target) {
            return new PortMapping(advertisedHost, Optional.of(target), bootstrapPort, minBrokerId);
        }

        @JsonProperty
        String type() {
            return TYPE;
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.portMapping(this);
        }
    }

    /**
     * The TLS server name tells virtual cluster and broker; every virtual cluster of the gateway can be named. Without
     * a host format it is {@code per_cluster_suffix}, which nodes had before it could be chosen.
     */
    @JsonPropertyOrder("type")
    record Sni(
            Optional<String> sniSuffix, Optional<Integer> advertisedPort, Optional<BrokerHostFormat> brokerHostFormat)
            implements PolicyConfig {

        static final String TYPE = "sni";

        @JsonProperty
        String type() {
            return TYPE;
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.sni(this);
        }
    }

    /** How a broker's host name is made of its id, the virtual cluster's label and the suffix. */
    record BrokerHostFormat(String type) {

        public static final BrokerHostFormat PER_CLUSTER_SUFFIX = new BrokerHostFormat("per_cluster_suffix");
        public static final BrokerHostFormat SHARED_SUFFIX = new BrokerHostFormat("shared_suffix");
    }
}
