package io.signalbox.controlplane.node;

import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.gateway.HeldVersion;
import io.signalbox.controlplane.gateway.NodeFindings;
import io.signalbox.controlplane.paging.Cursor;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Nodes as the API shows them, and as their streams report them. */
@Service
public class NodeService {

    /** The PostgreSQL channel on which it is announced that a node says something new, as {@code <gateway id>}. */
    public static final String CHANNEL = "signalbox_report";

    private static final Duration LISTED = Duration.ofHours(24);
    private static final Duration ALIVE = Duration.ofSeconds(60);
    private static final int MAX_BACKEND_CLUSTERS = 1_000;

    private final NodeRepository nodes;
    private final GatewayService gateways;
    private final NodeFindings findings;

    NodeService(NodeRepository nodes, GatewayService gateways, NodeFindings findings) {
        this.nodes = nodes;
        this.gateways = gateways;
        this.findings = findings;
    }

    @Transactional(readOnly = true)
    Page<Node> list(UUID gatewayId, PageRequest page) {
        gateways.checkExists(gatewayId);
        return page.page(
                nodes.page(gatewayId, oldest(), page.after(), page.size() + 1),
                UnaryOperator.identity(),
                node -> new Cursor(node.createdAt(), node.id()));
    }

    @Transactional(readOnly = true)
    Node get(UUID gatewayId, UUID id) {
        gateways.checkExists(gatewayId);
        return nodes.find(gatewayId, id, oldest()).orElseThrow(() -> new Problem.NotFound("Node", id, gatewayId));
    }

    Node.Status status(UUID gatewayId, UUID id) {
        Node node = get(gatewayId, id);
        return new Node.Status(
                node.configAppliedAt().orElse(node.createdAt()),
                node.configVersion().orElse("v0"));
    }

    /** The nodes seen in the last minute, oldest first. */
    @Transactional(readOnly = true)
    public List<LiveNode> live(UUID gatewayId) {
        return nodes.live(gatewayId, Instant.now().minus(ALIVE));
    }

    /** The nodes seen in the last minute, of each gateway. */
    @Transactional(readOnly = true)
    public List<Fleet> fleets() {
        return nodes.fleets(Instant.now().minus(ALIVE));
    }

    /** A node that begins a stream, with what it holds: from now on its id is this process's. */
    @Transactional
    public void greet(NodeProcess process, Optional<HeldVersion> held) {
        nodes.greet(process, held, Instant.now());
        nodes.deleteStandIn(process);
    }

    /** Its stream ended: its id is free until a process connects with it. */
    public void left(NodeProcess process) {
        nodes.left(process);
    }

    /** Which process has which id, of all nodes that are still listed. */
    public List<SeenProcess> processes(Collection<UUID> gatewayIds) {
        return nodes.processes(gatewayIds);
    }

    /** Stores what nodes report. The change log has it before the nodes' rows, so that it is there when a rollout is over. */
    public void report(Collection<NodeReport> reports) {
        for (NodeReport report : reports) {
            report.version()
                    .ifPresent(version -> report.unserved()
                            .forEach(one -> findings.notServed(
                                    report.process().gatewayId(),
                                    version.number(),
                                    one.kind(),
                                    one.id(),
                                    one.message())));
        }
        nodes.report(reports, Instant.now());
    }

    /** What the node knows of all backend clusters, in place of what it knew before. */
    public void know(NodeProcess process, List<BackendBrokers> brokers) {
        nodes.know(process, brokers.subList(0, Math.min(brokers.size(), MAX_BACKEND_CLUSTERS)));
    }

    /** The brokers of a backend cluster; empty when no node ever knew them. */
    @Transactional(readOnly = true)
    public Optional<ReportedBrokers> brokersOf(UUID gatewayId, UUID backendClusterId) {
        return ReportedBrokers.among(
                nodes.brokers(gatewayId, backendClusterId), Instant.now().minus(ALIVE));
    }

    /** The brokers of each backend cluster that a node ever knew. */
    @Transactional(readOnly = true)
    public Map<UUID, ReportedBrokers> brokersOf(UUID gatewayId) {
        Instant alive = Instant.now().minus(ALIVE);
        Map<UUID, ReportedBrokers> known = new HashMap<>();
        nodes.brokers(gatewayId)
                .forEach((backend, reports) ->
                        ReportedBrokers.among(reports, alive).ifPresent(brokers -> known.put(backend, brokers)));
        return known;
    }

    public void seen(UUID gatewayId, List<NodeProcess> processes) {
        nodes.seen(gatewayId, processes, Instant.now());
    }

    /** Forgets the nodes that are listed no more. */
    public void forgetUnseen() {
        nodes.deleteUnseen(oldest());
    }

    private static Instant oldest() {
        return Instant.now().minus(LISTED);
    }
}
