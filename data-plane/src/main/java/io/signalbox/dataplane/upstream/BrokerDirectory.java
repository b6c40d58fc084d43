package io.signalbox.dataplane.upstream;

import io.signalbox.dataplane.kafka.rewrite.SeenBrokers;
import io.signalbox.routing.HostPort;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The brokers of one backend cluster and their own addresses, by node id. For any thread. */
final class BrokerDirectory {

    private volatile Map<Integer, HostPort> addresses = Map.of();
    private final Runnable onChange;

    /** Tells {@code onChange} whenever brokers come, go or move. */
    BrokerDirectory(Runnable onChange) {
        this.onChange = onChange;
    }

    Optional<HostPort> find(int nodeId) {
        return Optional.ofNullable(addresses.get(nodeId));
    }

    Map<Integer, HostPort> all() {
        return addresses;
    }

    /** To be called when the cluster's servers are others than before. */
    void forget() {
        addresses = Map.of();
    }

    /** Learns from a response; a complete one makes those that it does not name disappear. */
    void learn(SeenBrokers seen) {
        if (seen.addresses().isEmpty()) {
            return; // a cluster without a broker did not answer this
        }
        if (!isNews(seen)) {
            return; // as nearly always
        }
        merge(seen);
        onChange.run();
    }

    private boolean isNews(SeenBrokers seen) {
        Map<Integer, HostPort> known = addresses;
        return seen.complete()
                ? !known.equals(seen.addresses())
                : !known.entrySet().containsAll(seen.addresses().entrySet());
    }

    private synchronized void merge(SeenBrokers seen) {
        Map<Integer, HostPort> merged = new HashMap<>(seen.complete() ? Map.of() : addresses);
        merged.putAll(seen.addresses());
        addresses = Map.copyOf(merged);
    }
}
