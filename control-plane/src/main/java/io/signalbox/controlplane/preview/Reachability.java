package io.signalbox.controlplane.preview;

import io.signalbox.routing.AcceptedTransport;
import io.signalbox.routing.Arrival;
import io.signalbox.routing.Decision;
import io.signalbox.routing.ForwardPolicy;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.PortMapping;
import io.signalbox.routing.PortSet;
import io.signalbox.routing.Rejection;
import io.signalbox.routing.SniRouting;
import io.signalbox.routing.Target;
import io.signalbox.routing.VirtualClusterRef;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether connections come by a policy at all, tried out on the whole chain: an earlier policy may take them. */
final class Reachability {

    /** Stands for the address of a node, where that is what clients are told. */
    static final String LOCAL_ADDRESS = "{local_address}";

    private final ListenerRoutes routes;

    Reachability(ListenerRoutes routes) {
        this.routes = routes;
    }

    /** The ports at which connections come by the policy; if there are none, why not. */
    record Answer(SortedSet<Integer> ports, Optional<String> whyNot) {}

    Answer of(SniRouting policy, VirtualClusterRef cluster) {
        Optional<String> name = policy.host(cluster, Target.BOOTSTRAP);
        if (name.isEmpty()) {
            return new Answer(new TreeSet<>(), Optional.of("The names would be longer than DNS allows."));
        }
        if (routes.table().accepts() == AcceptedTransport.PLAINTEXT) {
            return new Answer(
                    new TreeSet<>(),
                    Optional.of("The listener has no enabled tls_server policy, so no client can name a server."));
        }
        SortedSet<Integer> ports = routes.ports().stream()
                .filter(port -> takes(policy, decide(port, name)))
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
        return new Answer(
                ports,
                ports.isEmpty() ? Optional.of(whyNot(decide(routes.ports().first(), name))) : Optional.empty());
    }

    Answer of(PortMapping policy) {
        int port = routes.ports().first();
        Decision decision = decide(port, Optional.of(policy.advertisedHost()).filter(Reachability::isName));
        return takes(policy, decision)
                ? new Answer(new TreeSet<>(List.of(port)), Optional.empty())
                : new Answer(new TreeSet<>(), Optional.of(whyNot(decision)));
    }

    /** With TLS wherever the listener takes it. */
    Arrival arrival(HostPort local, Optional<String> serverName) {
        return routes.table().accepts() == AcceptedTransport.PLAINTEXT
                ? Arrival.plaintext(local)
                : Arrival.tls(local, serverName);
    }

    static boolean isUnspecified(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    /** A certificate covers addresses by other means than names. */
    static boolean isName(String host) {
        return !host.equals(LOCAL_ADDRESS)
                && host.indexOf(':') < 0
                && host.chars().anyMatch(Character::isLetter);
    }

    static List<String> ranges(SortedSet<Integer> ports) {
        return List.of(PortSet.of(ports).toString().split(",", -1));
    }

    private Decision decide(int port, Optional<String> serverName) {
        return routes.table().decide(arrival(new HostPort(LOCAL_ADDRESS, port), serverName));
    }

    private static boolean takes(ForwardPolicy policy, Decision decision) {
        return decision.match(route -> route.policy().id().equals(policy.id()), rejection -> false);
    }

    private String whyNot(Decision decision) {
        return decision.match(
                route -> "Its connections are taken by policy [" + title(route.policy()) + "], which comes before it.",
                Reachability::whyRejected);
    }

    private static String whyRejected(Rejection rejection) {
        return "Its connections are rejected: " + rejection.reason().code() + ".";
    }

    private String title(ForwardPolicy policy) {
        return routes.steps().stream()
                .filter(step -> step.forward().id().equals(policy.id()))
                .flatMap(step -> step.policy().name().stream())
                .findFirst()
                .orElse(policy.id().toString());
    }
}
