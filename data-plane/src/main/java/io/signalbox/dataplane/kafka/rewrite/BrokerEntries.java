package io.signalbox.dataplane.kafka.rewrite;

import io.signalbox.routing.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.utils.ImplicitLinkedHashCollection;

/**
 * How the entries of a response that name brokers are read and moved: each generated message class has a type of its
 * own for the same four fields.
 */
record BrokerEntries<E extends ImplicitLinkedHashCollection.Element>(
        ToIntFunction<E> nodeId, Function<E, String> host, ToIntFunction<E> port, AddressSetter<E> setAddress) {

    /** Gives an entry another address. */
    interface AddressSetter<E> {
        void set(E entry, String host, int port);
    }

    /**
     * Moves every entry to the gateway's address of its broker; those of brokers that are not exposed disappear. Where
     * some do, the others are put in anew: to take one out of Kafka's collection costs as much as it has entries.
     */
    SeenBrokers rewrite(ImplicitLinkedHashCollection<E> entries, Advertiser advertiser) {
        SeenBrokers.Collector seen = new SeenBrokers.Collector();
        List<E> kept = new ArrayList<>(entries.size());
        for (E entry : entries) {
            int id = nodeId.applyAsInt(entry);
            boolean usable = seen.add(id, host.apply(entry), port.applyAsInt(entry));
            Optional<HostPort> address = usable ? advertiser.advertise(id) : Optional.empty();
            if (address.isPresent()) {
                setAddress.set(entry, address.get().host(), address.get().port());
                kept.add(entry);
            }
        }
        if (kept.size() < entries.size()) {
            entries.clear(kept.size());
            for (E entry : kept) {
                entry.setPrev(ImplicitLinkedHashCollection.INVALID_INDEX);
                entry.setNext(ImplicitLinkedHashCollection.INVALID_INDEX);
                entries.mustAdd(entry);
            }
        }
        return seen.some();
    }
}
