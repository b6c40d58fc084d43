package io.signalbox.dataplane.kafka.rewrite;

import io.signalbox.routing.HostPort;
import io.signalbox.routing.Printable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The brokers' own addresses, as a response told them.
 *
 * @param unusable what the others are said to be at, where no broker can be; fit for logs
 * @param complete whether these are all brokers that live, so that any other is gone
 */
public record SeenBrokers(Map<Integer, HostPort> addresses, Map<Integer, String> unusable, boolean complete) {

    public static final SeenBrokers NONE = new SeenBrokers(Map.of(), Map.of(), false);

    public SeenBrokers {
        addresses = Map.copyOf(addresses);
        unusable = Map.copyOf(unusable);
    }

    /** Collects addresses. */
    static final class Collector {
        private final Map<Integer, HostPort> addresses = new HashMap<>();
        private final Map<Integer, String> unusable = new HashMap<>(0);

        /** False when no broker can be there, so that nobody may be told of it. */
        boolean add(int nodeId, String host, int port) {
            Optional<HostPort> address = HostPort.find(host, port);
            if (nodeId >= 0 && address.isPresent()) {
                addresses.put(nodeId, address.get());
                return true;
            }
            unusable.put(nodeId, "host \"" + Printable.name(host) + "\", port " + port);
            return false;
        }

        boolean isUnusable(int nodeId) {
            return unusable.containsKey(nodeId);
        }

        SeenBrokers all() {
            return new SeenBrokers(addresses, unusable, true);
        }

        SeenBrokers some() {
            return new SeenBrokers(addresses, unusable, false);
        }
    }
}
