package io.signalbox.dataplane.kafka.rewrite;

import io.signalbox.routing.HostPort;
import java.util.HashMap;
import java.util.Map;

/**
 * The brokers' own addresses, as a response told them.
 *
 * @param complete whether these are all brokers that live, so that any other is gone
 */
public record SeenBrokers(Map<Integer, HostPort> addresses, boolean complete) {

    public static final SeenBrokers NONE = new SeenBrokers(Map.of(), false);

    public SeenBrokers {
        addresses = Map.copyOf(addresses);
    }

    /** Collects addresses; what is no address (an error record has neither host nor port) is left out. */
    static final class Collector {
        private final Map<Integer, HostPort> addresses = new HashMap<>();

        void add(int nodeId, String host, int port) {
            if (nodeId >= 0 && !host.isEmpty() && port > 0 && port <= 65_535) {
                addresses.put(nodeId, new HostPort(host, port));
            }
        }

        SeenBrokers all() {
            return new SeenBrokers(addresses, true);
        }

        SeenBrokers some() {
            return new SeenBrokers(addresses, false);
        }
    }
}
