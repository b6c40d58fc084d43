package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.node.ReportedBrokers;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Addresses that clients are given and that the certificate of their listener is not for. */
public final class UncoveredAddresses {

    private static final int MAX_UNCOVERED = 20; // of one listener

    private UncoveredAddresses() {}

    /**
     * Some of many.
     *
     * @param brokers those that nodes know, by backend cluster
     */
    public static List<String> of(
            Listener listener,
            List<Entity<Policy>> chain,
            List<Entity<VirtualCluster>> clusters,
            Map<UUID, ReportedBrokers> brokers) {
        AddressBook book = new AddressBook(ListenerRoutes.of(listener, chain, clusters));
        return clusters.stream()
                .filter(book::has)
                .map(cluster -> book.of(
                        cluster,
                        Optional.ofNullable(
                                brokers.get(cluster.spec().destination().id()))))
                .flatMap(addresses -> addresses.policies().stream())
                .filter(way -> way.unreachable().isEmpty())
                .flatMap(way -> Stream.concat(
                        way.bootstrap().stream(),
                        way.brokers().stream()
                                .flatMap(broker -> broker.address().stream()
                                        .map(address ->
                                                new AdvertisedAddresses.Address(address, broker.certificateCovers())))))
                .filter(address -> address.certificateCovers().equals(Optional.of(false)))
                .map(AdvertisedAddresses.Address::address)
                .distinct()
                .limit(MAX_UNCOVERED)
                .toList();
    }
}
