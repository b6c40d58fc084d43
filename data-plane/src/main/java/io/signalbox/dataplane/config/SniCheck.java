package io.signalbox.dataplane.config;

import io.signalbox.routing.ForwardPolicy;
import io.signalbox.routing.HostFormat;
import io.signalbox.routing.SniRouting;
import io.signalbox.routing.Target;
import io.signalbox.routing.VirtualClusterRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** {@code sni} policies that never match, and names that are too long to be advertised (contract section 3.4). */
final class SniCheck {

    private static final int NAMED = 5; // a message is for people
    private static final String TOO_LONG = "names that are too long"; // a question

    private SniCheck() {}

    static List<ConfigProblem> problems(RoutingImage image, GeneratedNames names, ClusterFindings findings) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (Listener listener : image.listeners().values()) {
            Map<Form, UUID> seen = new HashMap<>();
            for (ForwardPolicy policy : listener.routes().policies()) {
                problems.addAll(policy.byKind(mapping -> List.of(), sni -> {
                    UUID earlier = seen.putIfAbsent(new Form(sni.suffix(), sni.format()), sni.id());
                    return Stream.concat(
                                    whyItNeverMatches(listener, sni, earlier == null ? "" : earlier.toString())
                                            .stream(),
                                    namesTooLong(listener, sni, names, findings).stream())
                            .toList();
                }));
            }
        }
        return problems;
    }

    /** By which one policy takes all names of another. */
    private record Form(String suffix, HostFormat format) {}

    private static List<ConfigProblem> whyItNeverMatches(Listener listener, SniRouting policy, String earlier) {
        List<ConfigProblem> problems = new ArrayList<>();
        if (listener.tls().isEmpty()) {
            problems.add(ConfigProblem.warning(
                    ref(policy),
                    "listener_policy.needs_tls_server",
                    "The SNI policy (" + policy.id() + ") of the " + listener.ref()
                            + " never matches: the listener has no enabled tls_server policy. All else is served."));
        }
        if (!earlier.isEmpty()) {
            problems.add(ConfigProblem.warning(
                    ref(policy),
                    "listener_policy.never_matches",
                    "The SNI policy (" + policy.id() + ") of the " + listener.ref() + " never matches: policy ("
                            + earlier + ") before it has the same suffix [" + policy.suffix()
                            + "] and host format. All else is served."));
        }
        return problems;
    }

    private static List<ConfigProblem> namesTooLong(
            Listener listener, SniRouting policy, GeneratedNames names, ClusterFindings findings) {
        List<VirtualClusterRef> hidden = findings.among(
                policy,
                TOO_LONG,
                cluster -> names.targets(cluster)
                        .anyMatch(target -> policy.host(cluster, target).isEmpty()));
        if (hidden.isEmpty()) {
            return List.of();
        }
        return List.of(ConfigProblem.error(
                ref(policy),
                "listener_policy.names_too_long",
                "Names that the SNI policy (" + policy.id() + ") of the " + listener.ref()
                        + " makes are longer than the 63 characters of a label or the 253 of a name, so what they would"
                        + " lead to is not exposed: "
                        + String.join(
                                "; ",
                                hidden.stream()
                                        .limit(NAMED)
                                        .map(cluster -> "virtual cluster [" + cluster.name() + "]: "
                                                + tooLong(policy, cluster, names))
                                        .toList())
                        + (hidden.size() > NAMED ? "; and " + (hidden.size() - NAMED) + " more virtual clusters" : "")
                        + ". A shorter dns_label or suffix helps. All else is served."));
    }

    private static String tooLong(SniRouting policy, VirtualClusterRef cluster, GeneratedNames names) {
        List<Target> targets = names.targets(cluster)
                .filter(target -> policy.host(cluster, target).isEmpty())
                .toList();
        return String.join(
                        ", ",
                        targets.stream().limit(NAMED).map(Target::toString).toList())
                + (targets.size() > NAMED ? " and " + (targets.size() - NAMED) + " more" : "");
    }

    private static EntityRef ref(SniRouting policy) {
        return new EntityRef(EntityRef.Kind.LISTENER_POLICY, policy.id(), "sni");
    }
}
