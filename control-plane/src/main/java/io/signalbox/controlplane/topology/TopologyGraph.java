package io.signalbox.controlplane.topology;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Gateway;
import io.signalbox.controlplane.node.LiveNode;
import io.signalbox.controlplane.node.NodeProblem;
import io.signalbox.controlplane.node.ReportedBrokers;
import io.signalbox.controlplane.node.Severity;
import io.signalbox.controlplane.topology.TopologyRepository.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts what is stored and what nodes report together: a function of both. */
final class TopologyGraph {

    private final Map<EntityKind, List<Row>> byKind;
    private final Map<UUID, List<Row>> policies;
    private final List<LiveNode> nodes;
    private final Map<UUID, ReportedBrokers> brokers;
    private final Map<UUID, List<Topology.Problem>> problems;
    private final List<Topology.Problem> others;

    TopologyGraph(List<Row> entities, List<LiveNode> nodes, Map<UUID, ReportedBrokers> brokers) {
        byKind = entities.stream()
                .collect(Collectors.groupingBy(Row::kind, () -> new EnumMap<>(EntityKind.class), Collectors.toList()));
        policies = entities.stream()
                .filter(row -> row.ownerId().isPresent())
                .collect(Collectors.groupingBy(row -> row.ownerId().orElseThrow()));
        this.nodes = nodes;
        this.brokers = brokers;
        Set<UUID> shown = entities.stream().map(Row::id).collect(Collectors.toSet());
        List<Topology.Problem> reported = problems(nodes);
        problems = reported.stream()
                .filter(problem -> isAbout(problem, shown))
                .collect(Collectors.groupingBy(problem ->
                        problem.entity().map(Topology.EntityReference::id).orElseThrow()));
        others = reported.stream().filter(problem -> !isAbout(problem, shown)).toList();
    }

    private static boolean isAbout(Topology.Problem problem, Set<UUID> shown) {
        return problem.entity().filter(entity -> shown.contains(entity.id())).isPresent();
    }

    Topology at(String version) {
        return new Topology(
                version,
                nodes.stream().map(TopologyGraph::node).toList(),
                of(EntityKind.LISTENER).map(this::listener).toList(),
                of(EntityKind.VIRTUAL_CLUSTER).map(this::virtualCluster).toList(),
                of(EntityKind.BACKEND_CLUSTER).map(this::backendCluster).toList(),
                others);
    }

    private Stream<Row> of(EntityKind kind) {
        return byKind.getOrDefault(kind, List.of()).stream();
    }

    private static Topology.Node node(LiveNode node) {
        Map<Severity, Long> counted =
                node.problems().stream().collect(Collectors.groupingBy(NodeProblem::severity, Collectors.counting()));
        return new Topology.Node(
                node.id(),
                Optional.of(node.hostname()).filter(name -> !name.isEmpty()),
                node.release(),
                Gateway.versionText(node.appliedVersion()),
                counted.getOrDefault(Severity.ERROR, 0L),
                counted.getOrDefault(Severity.WARNING, 0L));
    }

    private Topology.Listener listener(Row listener) {
        return new Topology.Listener(
                listener.id(),
                listener.name().orElseThrow(),
                listener.addresses(),
                listener.ports(),
                chain(listener.id()),
                problems(listener.id()));
    }

    private Topology.VirtualCluster virtualCluster(Row cluster) {
        return new Topology.VirtualCluster(
                cluster.id(),
                cluster.name().orElseThrow(),
                cluster.dnsLabel().orElseThrow(),
                cluster.leadsTo().orElseThrow(),
                chain(cluster.id()),
                problems(cluster.id()));
    }

    private Topology.BackendCluster backendCluster(Row cluster) {
        Optional<ReportedBrokers> known = Optional.ofNullable(brokers.get(cluster.id()));
        return new Topology.BackendCluster(
                cluster.id(),
                cluster.name().orElseThrow(),
                cluster.bootstrapServers(),
                known.stream()
                        .flatMap(reported -> reported.nodeIds().stream())
                        .map(Topology.Broker::new)
                        .toList(),
                known.map(ReportedBrokers::reportedAt),
                problems(cluster.id()));
    }

    /** Those of one kind after those of another. */
    private List<Topology.Policy> chain(UUID owner) {
        return policies.getOrDefault(owner, List.of()).stream()
                .sorted(Comparator.comparing(Row::kind))
                .map(this::policy)
                .toList();
    }

    private Topology.Policy policy(Row policy) {
        return new Topology.Policy(
                policy.id(),
                policy.kind().text(),
                policy.type().orElseThrow(),
                policy.name(),
                policy.enabled(),
                policy.parentId(),
                policy.forward().map(type -> new Topology.Forward(type, policy.leadsTo(), policy.sniSuffix())),
                problems(policy.id()));
    }

    private List<Topology.Problem> problems(UUID id) {
        return problems.getOrDefault(id, List.of());
    }

    /** What several nodes say alike stands once, with all of them; what is worse comes first. */
    private static List<Topology.Problem> problems(List<LiveNode> nodes) {
        Map<NodeProblem, List<UUID>> said = new LinkedHashMap<>();
        nodes.forEach(node -> node.problems()
                .forEach(problem -> said.computeIfAbsent(problem, first -> new ArrayList<>())
                        .add(node.id())));
        return said.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().severity()))
                .map(entry -> new Topology.Problem(
                        entry.getKey().name(),
                        entry.getKey().message(),
                        entry.getKey().severity(),
                        entry.getKey().entity().map(entity -> Topology.EntityReference.to(entity.kind(), entity.id())),
                        List.copyOf(entry.getValue())))
                .toList();
    }
}
