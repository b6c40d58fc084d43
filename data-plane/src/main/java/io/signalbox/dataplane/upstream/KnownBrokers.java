package io.signalbox.dataplane.upstream;

import io.signalbox.routing.HostPort;
import java.util.List;
import java.util.Map;

/** Where the brokers of a backend cluster are, and by which servers that was found out. */
public record KnownBrokers(List<HostPort> bootstrapServers, Map<Integer, HostPort> addresses) {

    public KnownBrokers {
        bootstrapServers = List.copyOf(bootstrapServers);
        addresses = Map.copyOf(addresses);
    }
}
