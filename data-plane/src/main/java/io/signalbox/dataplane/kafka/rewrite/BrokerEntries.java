package io.signalbox.dataplane.kafka.rewrite;

import io.signalbox.routing.HostPort;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * How the entries of a response that name brokers are read and moved: each generated message class has a type of its
 * own for the same four fields.
 */
record BrokerEntries<E>(
        ToIntFunction<E> nodeId, Function<E, String> host, ToIntFunction<E> port, AddressSetter<E> setAddress) {

    /** Gives an entry another address. */
    interface AddressSetter<E> {
        void set(E entry, String host, int port);
    }

    /** Moves every entry to the gateway's address of its broker; those of brokers that are not exposed disappear. */
    void rewrite(Collection<E> entries, Advertiser advertiser, SeenBrokers.Collector seen) {
        entries.removeIf(entry -> {
            seen.add(nodeId.applyAsInt(entry), host.apply(entry), port.applyAsInt(entry));
            Optional<HostPort> address = advertiser.advertise(nodeId.applyAsInt(entry));
            address.ifPresent(to -> setAddress.set(entry, to.host(), to.port()));
            return address.isEmpty();
        });
    }

    /** As {@link #rewrite}, for entries that are all that a response tells of brokers. */
    SeenBrokers rewrite(Collection<E> entries, Advertiser advertiser) {
        SeenBrokers.Collector seen = new SeenBrokers.Collector();
        rewrite(entries, advertiser, seen);
        return seen.some();
    }
}
