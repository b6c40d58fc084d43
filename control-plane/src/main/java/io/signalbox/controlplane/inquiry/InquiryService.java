package io.signalbox.controlplane.inquiry;

import io.signalbox.controlplane.caller.Caller;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.gateway.NotificationListener;
import io.signalbox.controlplane.node.LiveNode;
import io.signalbox.controlplane.node.NodeService;
import io.signalbox.controlplane.problem.Ids;
import io.signalbox.controlplane.problem.Problem;
import io.signalbox.proto.config.v1.Findings;
import io.signalbox.proto.config.v1.Inquiry;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Asks all live nodes of a gateway, and gives what came within two seconds. Nodes that are connected here are asked by their
 * stream, the others by their replica, which finds the question in the database.
 */
@Service
public class InquiryService implements NotificationListener {

    static final String CHANNEL = "signalbox_inquiry";
    static final int MAX_WAITING = 8; // each has a thread of the web server

    private static final Logger log = LoggerFactory.getLogger(InquiryService.class);
    private static final Duration LIMIT = Duration.ofMillis(1_800); // and some for all the rest
    private static final int MAX_RELAYED = 10_000;
    private static final Duration LOOK = Duration.ofMillis(50);

    private final GatewayService gateways;
    private final NodeService nodes;
    private final InquiryRepository inquiries;
    private final UUID replica = UUID.randomUUID();
    private final Set<AskedNode> connected = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<UUID, Waiting> waiting = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(MAX_WAITING);
    private final Set<UUID> relayed = ConcurrentHashMap.newKeySet();
    private final ExecutorService relay = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "inquiries");
        thread.setDaemon(true);
        return thread;
    });

    InquiryService(GatewayService gateways, NodeService nodes, InquiryRepository inquiries) {
        this.gateways = gateways;
        this.nodes = nodes;
        this.inquiries = inquiries;
    }

    public void opened(AskedNode node) {
        connected.add(node);
    }

    public void closed(AskedNode node) {
        connected.remove(node);
    }

    /** A node that is connected here answers. */
    public void answered(UUID nodeId, Findings findings) {
        Optional<UUID> id = Ids.parse(findings.getInquiryId());
        Optional<Waiting> call = id.flatMap(known -> Optional.ofNullable(waiting.get(known)));
        if (call.isPresent()) {
            call.get().answer(nodeId, findings);
        } else if (id.filter(relayed::contains).isPresent()) {
            inquiries.answer(nodeId, findings);
        }
    }

    @Override
    public String channel() {
        return CHANNEL;
    }

    /** Another replica asks, or this one did. */
    @Override
    public void notified(UUID gatewayId) {
        if (connected.stream().anyMatch(of(gatewayId))) {
            try {
                relay.execute(() -> relay(gatewayId));
            } catch (RejectedExecutionException e) {
                log.debug("not asking any more: shutting down");
            }
        }
    }

    @Override
    public void reconnected() {
        relayed.clear(); // whoever asked then has given up
    }

    @PreDestroy
    void close() {
        relay.shutdownNow();
    }

    /** Asks; for callers that may see who is connected. */
    Answers ask(UUID gatewayId, Inquiry.Builder question) {
        Caller caller = Caller.current();
        if (!caller.isAdmin()) {
            throw new Problem.Forbidden(caller.name(), "may not see who is connected");
        }
        gateways.checkExists(gatewayId);
        if (!places.tryAcquire()) {
            throw new Problem.TooMany("More than " + MAX_WAITING + " calls wait for nodes here");
        }
        UUID id = UUID.randomUUID();
        Inquiry inquiry = question.setId(id.toString()).build();
        try {
            return await(gatewayId, id, inquiry);
        } finally {
            waiting.remove(id);
            places.release();
        }
    }

    /** What nodes answered, and whom else there was to ask. */
    record Answers(List<LiveNode> nodes, Map<UUID, Findings> findings, Set<UUID> unable) {}

    private Answers await(UUID gatewayId, UUID id, Inquiry inquiry) {
        List<LiveNode> live = nodes.live(gatewayId);
        List<AskedNode> here = connected.stream().filter(of(gatewayId)).toList();
        Set<UUID> unable = here.stream()
                .filter(node -> !node.answers())
                .map(node -> node.process().id())
                .collect(Collectors.toSet());
        Set<UUID> expected = live.stream().map(LiveNode::id).collect(Collectors.toCollection(HashSet::new));
        Set<UUID> elsewhere = new HashSet<>(expected);
        here.forEach(node -> elsewhere.remove(node.process().id()));
        expected.removeAll(unable);
        Waiting call = new Waiting(expected);
        waiting.put(id, call);
        here.forEach(node -> node.ask(inquiry));
        if (!elsewhere.isEmpty()) {
            inquiries.ask(replica, gatewayId, inquiry);
        }
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!call.await(LOOK) && System.nanoTime() < deadline) {
            if (!elsewhere.isEmpty()) {
                inquiries.answers(id).forEach(call::answer);
            }
        }
        if (!elsewhere.isEmpty()) {
            inquiries.forget(id);
        }
        return new Answers(live, call.findings(), unable);
    }

    private void relay(UUID gatewayId) {
        try {
            for (Inquiry inquiry : inquiries.asked(replica, gatewayId)) {
                if (relayed.size() > MAX_RELAYED) {
                    relayed.clear();
                }
                if (Ids.parse(inquiry.getId()).filter(relayed::add).isPresent()) {
                    connected.stream().filter(of(gatewayId)).forEach(node -> node.ask(inquiry));
                }
            }
        } catch (RuntimeException e) {
            log.debug("nodes not asked for another replica reason={}", e.toString());
        }
    }

    private static Predicate<AskedNode> of(UUID gatewayId) {
        return node -> node.process().gatewayId().equals(gatewayId);
    }

    /** One call; it is over when every node that is expected has answered. */
    private static final class Waiting {

        private final Set<UUID> expected;
        private final Map<UUID, Findings> findings = new HashMap<>();

        Waiting(Set<UUID> expected) {
            this.expected = expected;
        }

        synchronized void answer(UUID nodeId, Findings found) {
            findings.putIfAbsent(nodeId, found);
            notifyAll();
        }

        /** Waits this long at most; true when nobody else is expected. */
        synchronized boolean await(Duration limit) {
            long end = System.nanoTime() + limit.toNanos();
            while (!findings.keySet().containsAll(expected)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return true;
                }
            }
            return true;
        }

        synchronized Map<UUID, Findings> findings() {
            return Map.copyOf(findings);
        }
    }
}
