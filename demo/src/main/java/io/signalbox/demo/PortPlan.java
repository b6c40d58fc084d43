package io.signalbox.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Which ports a listener needs so that a port-mapping policy exposes every broker: one for bootstrapping, and behind it one
 * for each broker, at its node id's distance from the lowest id. Gaps between ids stay gaps between ports.
 *
 * @param bootstrapPort the first port
 * @param brokerPorts from node id to port
 */
record PortPlan(int bootstrapPort, Map<Integer, Integer> brokerPorts) {

    private static final int END = 65_536;

    PortPlan {
        brokerPorts = new TreeMap<>(brokerPorts);
    }

    /** The first plan at or behind {@code preferred} of which every port is free. */
    static PortPlan of(List<Integer> nodeIds, int preferred, IntPredicate isFree) {
        int first = preferred;
        while (true) {
            PortPlan plan = at(first, nodeIds);
            OptionalInt taken = plan.ports().stream()
                    .mapToInt(port -> port)
                    .filter(port -> !isFree.test(port))
                    .findFirst();
            if (taken.isEmpty()) {
                return plan;
            }
            first++;
        }
    }

    private static PortPlan at(int first, List<Integer> nodeIds) {
        int least = nodeIds.stream().mapToInt(id -> id).min().orElseThrow();
        Map<Integer, Integer> ports = new TreeMap<>();
        for (int id : nodeIds) {
            long port = first + 1L + id - least;
            if (port >= END) {
                throw new IllegalStateException(
                        "the broker ids " + nodeIds + " lie too far apart to give each a port from " + first + " on");
            }
            ports.put(id, (int) port);
        }
        return new PortPlan(first, ports);
    }

    /** What the policy calls {@code min_broker_id}. */
    int minBrokerId() {
        return brokerPorts.keySet().iterator().next();
    }

    /** As a listener's {@code ports}: the bootstrap port in the first entry, ranges where ports are consecutive. */
    List<String> listenerPorts() {
        List<String> entries = new ArrayList<>();
        List<Integer> all = List.copyOf(new TreeSet<>(ports()));
        int from = 0;
        for (int i = 0; i < all.size(); i++) {
            boolean last = i + 1 == all.size() || all.get(i + 1) != all.get(i) + 1;
            if (last) {
                entries.add(from == i ? all.get(i).toString() : all.get(from) + "-" + all.get(i));
                from = i + 1;
            }
        }
        return entries;
    }

    private List<Integer> ports() {
        List<Integer> all = new ArrayList<>(List.of(bootstrapPort));
        all.addAll(brokerPorts.values());
        return all;
    }
}
