package io.signalbox.controlplane.rollout;

import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.gateway.GatewayService.GatewayState;
import io.signalbox.controlplane.gateway.NotificationListener;
import io.signalbox.controlplane.node.LiveNode;
import io.signalbox.controlplane.node.NodeService;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.problem.Problem;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * Holds the calls that wait for a version. What nodes report is in the database, whichever control plane they are
 * connected to; a wake-up says when to look there, and a look every second is the safety net. No call keeps a thread.
 */
@Service
class RolloutService implements NotificationListener {

    static final int MAX_WAITING = 200;

    private static final Logger log = LoggerFactory.getLogger(RolloutService.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration BURST = Duration.ofMillis(20);
    private static final Duration AFTER_OURS = Duration.ofSeconds(30); // the container's own limit, never met

    private final GatewayService gateways;
    private final NodeService nodes;
    private final Set<Waiting> calls = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Set<UUID> planned = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "rollouts");
        thread.setDaemon(true);
        return thread;
    });

    RolloutService(GatewayService gateways, NodeService nodes) {
        this.gateways = gateways;
        this.nodes = nodes;
        worker.scheduleWithFixedDelay(this::reconnected, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Answers when the version has arrived everywhere, or is known not to, or the time is over. */
    DeferredResult<Rollout> await(UUID gatewayId, ListQuery query) {
        gateways.checkExists(gatewayId);
        List<LiveNode> live = nodes.live(gatewayId);
        GatewayState gateway = gateways.state(gatewayId).orElseThrow(() -> gone(gatewayId));
        RolloutQuery wanted = RolloutQuery.read(query, gateway.version());
        Rollout now = Rollout.of(wanted.version(), gateway.minRuntimeVersion(), live);
        DeferredResult<Rollout> answer =
                new DeferredResult<>(wanted.timeout().plus(AFTER_OURS).toMillis());
        if (now.isSettled() || wanted.timeout().isZero()) {
            answer.setResult(now);
        } else {
            hold(new Waiting(gatewayId, wanted.version(), answer), wanted.timeout());
        }
        return answer;
    }

    @Override
    public String channel() {
        return NodeService.CHANNEL;
    }

    @Override
    public void notified(UUID gatewayId) {
        boolean awaited = calls.stream().anyMatch(call -> call.gatewayId.equals(gatewayId));
        if (awaited && planned.add(gatewayId)) {
            try {
                worker.schedule(() -> look(gatewayId), BURST.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                log.debug("not looking any more: shutting down");
            }
        }
    }

    @Override
    public void reconnected() {
        calls.stream().map(call -> call.gatewayId).distinct().forEach(this::notified);
    }

    /** Before the web server waits for its last calls: these would keep it waiting. */
    @EventListener(ContextClosedEvent.class)
    void answerAll() {
        calls.forEach(call -> call.answer.setErrorResult(
                new Problem.Unavailable("The control plane is stopping: ask again, any other will do")));
    }

    @PreDestroy
    void close() {
        worker.shutdownNow();
    }

    private void hold(Waiting call, Duration timeout) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            throw new Problem.TooMany("More than " + MAX_WAITING + " calls wait for a rollout here");
        }
        calls.add(call);
        call.answer.onCompletion(() -> {
            if (calls.remove(call)) {
                waiting.decrementAndGet();
            }
        });
        worker.schedule(() -> end(call), timeout.toNanos(), TimeUnit.NANOSECONDS);
        notified(call.gatewayId); // something may have been reported since it was looked
    }

    private void look(UUID gatewayId) {
        planned.remove(gatewayId); // before reading: what is reported from now on must be looked for again
        try {
            List<LiveNode> live = nodes.live(gatewayId);
            Optional<GatewayState> gateway = gateways.state(gatewayId); // behind its nodes: see Waiting.see
            calls.stream()
                    .filter(call -> call.gatewayId.equals(gatewayId))
                    .forEach(call -> call.see(gateway, live, false));
        } catch (RuntimeException e) {
            log.debug("nothing to be seen of a rollout gateway={} reason={}", gatewayId, e.toString());
        }
    }

    private void end(Waiting call) {
        if (!calls.contains(call)) {
            return;
        }
        try {
            List<LiveNode> live = nodes.live(call.gatewayId);
            call.see(gateways.state(call.gatewayId), live, true);
        } catch (RuntimeException e) {
            call.answer.setErrorResult(e);
        }
    }

    private static Problem gone(UUID gatewayId) {
        return new Problem.NotFound("Event gateway [" + gatewayId + "] was not found");
    }

    /** One call; identity is its identity. */
    private static final class Waiting {

        private final UUID gatewayId;
        private final long version;
        private final DeferredResult<Rollout> answer;

        Waiting(UUID gatewayId, long version, DeferredResult<Rollout> answer) {
            this.gatewayId = gatewayId;
            this.version = version;
            this.answer = answer;
        }

        /** The gateway is read behind its nodes: one that was deleted in between would seem to be everywhere, on none. */
        void see(Optional<GatewayState> gateway, List<LiveNode> live, boolean timeIsOver) {
            if (gateway.isEmpty()) {
                answer.setErrorResult(gone(gatewayId));
                return;
            }
            Rollout rollout = Rollout.of(version, gateway.get().minRuntimeVersion(), live);
            if (timeIsOver || rollout.isSettled()) {
                answer.setResult(rollout);
            }
        }
    }
}
