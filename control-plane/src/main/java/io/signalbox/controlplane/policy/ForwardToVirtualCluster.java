package io.signalbox.controlplane.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.Spelled;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.Reference;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.proto.config.v1.ListenerPolicy;
import io.signalbox.proto.config.v1.WireBrokerHostFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Connections go to virtual clusters: to one by their port, or to whichever the TLS server name says. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "type")
@JsonSubTypes({
    @Type(name = ForwardToVirtualCluster.PORT_MAPPING, value = ForwardToVirtualCluster.PortMapping.class),
    @Type(name = ForwardToVirtualCluster.SNI, value = ForwardToVirtualCluster.Sni.class)
})
public sealed interface ForwardToVirtualCluster extends ListenerPolicyConfig {

    PolicyType TYPE =
            PolicyType.of("forward_to_virtual_cluster", ForwardToVirtualCluster.class, ForwardToVirtualCluster::read);

    String PORT_MAPPING = "port_mapping";
    String SNI = "sni";

    private static Optional<Draft<PolicyConfig>> read(BodyReader config) {
        String type = config.requiredChoice("type", List.of(PORT_MAPPING, SNI));
        if (type.isEmpty()) {
            config.ignoreRest();
            return Optional.empty();
        }
        return Optional.of(type.equals(SNI) ? Sni.read(config) : PortMapping.read(config));
    }

    /** The local port tells the broker. */
    @JsonPropertyOrder("type")
    record PortMapping(
            String advertisedHost, Reference.Target destination, BootstrapPort bootstrapPort, int minBrokerId)
            implements ForwardToVirtualCluster {

        private static final TextRule HOST = TextRule.matching(
                0,
                253,
                "[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?)*",
                "must be a host name in lower case, or an IPv4 address");

        static Draft<PolicyConfig> read(BodyReader config) {
            PortMapping sent = new PortMapping(
                    config.requiredText("advertised_host", HOST),
                    Reference.Target.NOTHING,
                    config.choice("bootstrap_port", BootstrapPort.values()).orElse(BootstrapPort.AT_START),
                    config.integer("min_broker_id", 0, Integer.MAX_VALUE).orElse(0));
            Reference destination = Reference.read(config, "destination");
            return attempt -> sent.to(attempt.resolve(destination, EntityKind.VIRTUAL_CLUSTER)
                    .map(Reference.Target::to)
                    .orElse(Reference.Target.NOTHING));
        }

        @JsonProperty
        String type() {
            return PORT_MAPPING;
        }

        @Override
        public List<UUID> references() {
            return List.of(destination.id());
        }

        /** Enabled or not, there is one to a listener: contract section 3.1. */
        @Override
        public Optional<InvalidParameter> conflict(Policy policy, List<Entity<Policy>> others) {
            return others.stream().anyMatch(other -> other.spec().config() instanceof PortMapping)
                    ? Optional.of(InvalidParameter.standard(
                            "config.type", "invalid", "the listener already has a port_mapping policy"))
                    : Optional.empty();
        }

        @Override
        public PolicyConfig shown(Map<UUID, String> names) {
            return to(destination.named(names));
        }

        @Override
        public void write(ListenerPolicy.Builder message) {
            message.getPortMappingBuilder()
                    .setVirtualClusterId(destination.id().toString())
                    .setAdvertisedHost(advertisedHost)
                    .setBootstrapAtStart(bootstrapPort == BootstrapPort.AT_START)
                    .setMinBrokerId(minBrokerId);
        }

        private PortMapping to(Reference.Target target) {
            return new PortMapping(advertisedHost, target, bootstrapPort, minBrokerId);
        }
    }

    /**
     * The TLS server name tells virtual cluster and broker; every virtual cluster of the gateway can be named. Without a
     * host format it is {@code per_cluster_suffix}, which nodes had before it could be chosen.
     */
    @JsonPropertyOrder("type")
    record Sni(
            Optional<String> sniSuffix, Optional<Integer> advertisedPort, Optional<BrokerHostFormat> brokerHostFormat)
            implements ForwardToVirtualCluster {

        private static final int MAX_PORT = 65_535;
        private static final TextRule SUFFIX = TextRule.matching(
                0,
                253,
                "[.-](?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)*(?:[a-z0-9-]*[a-z0-9])",
                "must begin with . or -, followed by a domain name in lower case");

        /** The host format as it was sent: if it was left out, the answer has none. */
        static Draft<PolicyConfig> read(BodyReader config) {
            Sni sni = new Sni(
                    config.text("sni_suffix", SUFFIX),
                    config.integer("advertised_port", 1, MAX_PORT),
                    config.object("broker_host_format")
                            .map(format -> new BrokerHostFormat(format.requiredChoice("type", HostFormat.values()))));
            return attempt -> sni;
        }

        @JsonProperty
        String type() {
            return SNI;
        }

        /** Nodes before 1.1 know one form of broker host names. */
        @Override
        public List<Need> needs() {
            return brokerHostFormat.stream()
                    .map(format -> new Need("config.broker_host_format", RuntimeVersion.V1_1))
                    .toList();
        }

        @Override
        public void write(ListenerPolicy.Builder message) {
            message.getSniBuilder()
                    .setSuffix(sniSuffix.orElse(""))
                    .setAdvertisedPort(advertisedPort.orElse(0))
                    .setBrokerHostFormat(brokerHostFormat
                            .map(BrokerHostFormat::type)
                            .orElse(HostFormat.PER_CLUSTER_SUFFIX)
                            .forNodes());
        }
    }

    /** Whether the first port is for bootstrapping. */
    enum BootstrapPort implements Spelled {
        NONE,
        AT_START
    }

    /** How a broker's host name is made. */
    record BrokerHostFormat(HostFormat type) {}

    /** Of its id, the virtual cluster's label and the suffix. */
    enum HostFormat implements Spelled {
        PER_CLUSTER_SUFFIX,
        SHARED_SUFFIX;

        private WireBrokerHostFormat forNodes() {
            return switch (this) {
                case PER_CLUSTER_SUFFIX -> WireBrokerHostFormat.BROKER_HOST_FORMAT_PER_CLUSTER_SUFFIX;
                case SHARED_SUFFIX -> WireBrokerHostFormat.BROKER_HOST_FORMAT_SHARED_SUFFIX;
            };
        }
    }
}
