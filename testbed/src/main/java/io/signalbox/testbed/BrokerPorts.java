package io.signalbox.testbed;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where one broker listens, on 127.0.0.1.
 *
 * @param client for clients, which are told an address that may be another one
 * @param internal for the other brokers and for our own questions; always advertised as it is
 * @param controller for the quorum
 * @param secure for clients, too; none where no security is declared
 */
record BrokerPorts(int client, int internal, int controller, Map<SecureListener, Integer> secure) {

    BrokerPorts {
        secure = Map.copyOf(secure);
    }

    /** Free ports for each broker, by node id. */
    static Map<Integer, BrokerPorts> choose(KafkaOptions options) {
        int count = options.nodeIds().size();
        List<SecureListener> secure = options.security().isPresent() ? List.of(SecureListener.values()) : List.of();
        Iterator<Integer> free = FreePorts.any((3 + secure.size()) * count).iterator();
        Map<Integer, BrokerPorts> ports = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            int offset = i;
            int client = options.firstPort().map(first -> first + offset).orElseGet(free::next);
            ports.put(
                    options.nodeIds().get(i),
                    new BrokerPorts(
                            client,
                            free.next(),
                            free.next(),
                            secure.stream().collect(Collectors.toMap(listener -> listener, listener -> free.next()))));
        }
        return ports;
    }
}
