package io.signalbox.resources;

import io.signalbox.proto.config.v1.ListenerPolicy;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.WireSni;
import io.signalbox.routing.ForwardPolicy;
import io.signalbox.routing.HostFormat;
import io.signalbox.routing.PortMapping;
import io.signalbox.routing.PortSet;
import io.signalbox.routing.SniRouting;
import io.signalbox.routing.VirtualClusterRef;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * The forward policies of a listener, made of the messages that say what they are.
 *
 * @param ports all that the listener has
 * @param virtualClusters those that are served, by id
 * @param byDnsLabel the same
 */
public record Forwards(
        PortSet ports, Map<UUID, VirtualClusterRef> virtualClusters, Map<String, VirtualClusterRef> byDnsLabel) {

    /** Whether the policy is one of these, and not of a kind that takes no part in the order. */
    public static boolean isForward(Resource policy) {
        return policy.getListenerPolicy().hasPortMapping()
                || policy.getListenerPolicy().hasSni();
    }

    /**
     * Makes one; empty when its virtual cluster is not there.
     *
     * @throws IllegalArgumentException when it says something that is not known here
     */
    public Optional<ForwardPolicy> forward(Resource policy) {
        UUID id = UUID.fromString(policy.getKey().getId());
        ListenerPolicy body = policy.getListenerPolicy();
        return body.hasPortMapping()
                ? Optional.ofNullable(virtualClusters.get(
                                UUID.fromString(body.getPortMapping().getVirtualClusterId())))
                        .map(virtual -> new PortMapping(
                                id,
                                ports,
                                body.getPortMapping().getBootstrapAtStart(),
                                body.getPortMapping().getMinBrokerId(),
                                body.getPortMapping().getAdvertisedHost(),
                                virtual))
                : Optional.of(sni(id, body.getSni()));
    }

    private SniRouting sni(UUID id, WireSni body) {
        return new SniRouting(
                id,
                body.getSuffix(),
                format(body),
                body.getAdvertisedPort() == 0 ? OptionalInt.empty() : OptionalInt.of(body.getAdvertisedPort()),
                byDnsLabel);
    }

    /** Nodes had one form before it could be chosen. */
    private static HostFormat format(WireSni body) {
        return switch (body.getBrokerHostFormat()) {
            case BROKER_HOST_FORMAT_UNSPECIFIED, BROKER_HOST_FORMAT_PER_CLUSTER_SUFFIX -> HostFormat.PER_CLUSTER_SUFFIX;
            case BROKER_HOST_FORMAT_SHARED_SUFFIX -> HostFormat.SHARED_SUFFIX;
            case UNRECOGNIZED ->
                throw new IllegalArgumentException(
                        "it has an sni policy with broker host names of a form that this release does not know");
        };
    }
}
