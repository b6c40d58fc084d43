package io.signalbox.dataplane.config;

import io.signalbox.routing.HostPort;
import io.signalbox.routing.ListenAddress;
import io.signalbox.routing.PortSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Gives sockets to listeners: one that two of them want goes to the one that came first. For one image. */
final class ListenerSockets {

    private final Consumer<ConfigProblem> problems;
    private final Map<Integer, Map<String, Listener>> byPort = new HashMap<>();

    ListenerSockets(Consumer<ConfigProblem> problems) {
        this.problems = problems;
    }

    /** By address, in its canonical form, and port. */
    Map<HostPort, Listener> of(List<Listener> oldestFirst) {
        oldestFirst.forEach(this::give);
        Map<HostPort, Listener> sockets = new HashMap<>();
        byPort.forEach((port, owners) ->
                owners.forEach((address, listener) -> sockets.put(new HostPort(address, port), listener)));
        return sockets;
    }

    private void give(Listener listener) {
        Map<String, List<Integer>> lost = new TreeMap<>();
        for (String declared : listener.addresses()) {
            String address = ListenAddress.canonical(declared);
            listener.ports().stream().forEach(port -> {
                Map<String, Listener> owners = byPort.computeIfAbsent(port, unseen -> new HashMap<>(2));
                Optional<Listener> other = other(owners, address, listener);
                other.ifPresentOrElse(
                        owner -> lost.computeIfAbsent(owner.ref().toString(), name -> new ArrayList<>())
                                .add(port),
                        () -> owners.put(address, listener));
            });
        }
        lost.forEach((owner, ports) -> problems.accept(ConfigProblem.error(
                listener.ref(),
                "listener.port_conflict",
                "The " + listener.ref() + " does not have " + (ports.size() == 1 ? "port " : "ports ")
                        + PortSet.of(new TreeSet<>(ports)) + ": the older " + owner
                        + " has the same. Its other ports are served.")));
    }

    private static Optional<Listener> other(Map<String, Listener> owners, String address, Listener listener) {
        return owners.entrySet().stream()
                .filter(owner -> !owner.getValue().id().equals(listener.id()))
                .filter(owner -> ListenAddress.overlap(owner.getKey(), address))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
