package io.signalbox.dataplane.upstream;

import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.kafka.rewrite.SeenBrokers;
import io.signalbox.routing.HostPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What keeps the node out of a backend cluster, by address, for whichever connection found it out; on the problem board
 * until a later connection to the same address shows that it is mended. For any thread.
 */
final class UpstreamProblems {

    /** A cluster of hundreds of brokers with one wrong password has one problem, and it can be read. */
    private static final int MAX_NAMED = 5;
    /** As many brokers that are away have a problem each. */
    private static final int MAX_PROBLEMS = 20;

    private final ProblemBoard board;
    private final Map<Failure, String> words = new LinkedHashMap<>();
    private BackendCluster cluster;
    private Optional<String> unreachable = Optional.empty();
    private volatile Map<Integer, String> unusable = Map.of();
    private boolean closed;

    UpstreamProblems(BackendCluster cluster, ProblemBoard board) {
        this.cluster = cluster;
        this.board = board;
    }

    /** Why connections to a broker fail. */
    enum Kind {
        TLS("backend_cluster.tls_failed", ConfigProblem.Severity.ERROR, "TLS with the"),
        LOGIN("backend_cluster.authentication_failed", ConfigProblem.Severity.ERROR, "The node's login to the"),
        /** One problem for each address. */
        REACH("backend_cluster.broker_unreachable", ConfigProblem.Severity.WARNING, "A connection to the"),
        LOOP("backend_cluster.loop", ConfigProblem.Severity.ERROR, "A connection to the");

        private final String code;
        private final String what;
        /** A broker that is away for a restart is no reason to reject a configuration. */
        private final ConfigProblem.Severity severity;

        Kind(String code, ConfigProblem.Severity severity, String what) {
            this.code = code;
            this.what = what;
            this.severity = severity;
        }
    }

    private record Failure(Kind kind, HostPort address) {}

    synchronized void add(Kind kind, HostPort address, String reason) {
        if (!reason.equals(words.put(new Failure(kind, address), reason))) {
            report();
        }
    }

    synchronized void remove(Kind kind, HostPort address) {
        if (!words.isEmpty() && words.remove(new Failure(kind, address)) != null) { // mostly there are none
            report();
        }
    }

    /** Why no broker answers; empty when one does. */
    synchronized void unreachable(Optional<String> reason) {
        if (!unreachable.equals(reason)) {
            unreachable = reason;
            report();
        }
    }

    /** Brokers that a cluster's own answer puts where none can be; a complete answer says that the others are mended. */
    void unusable(SeenBrokers seen) {
        if (seen.complete() && !seen.unusable().equals(unusable)) { // mostly there are none
            synchronized (this) {
                unusable = seen.unusable();
                report();
            }
        }
    }

    /** Keeps what is about these addresses: nobody will ever connect to the others again. */
    synchronized void retain(List<HostPort> addresses) {
        if (words.keySet().removeIf(failure -> !addresses.contains(failure.address()))) {
            report();
        }
    }

    /** Forgets everything: the cluster is connected to in another way. */
    synchronized void restart(BackendCluster changed) {
        cluster = changed;
        words.clear();
        unreachable = Optional.empty();
        unusable = Map.of();
        report();
    }

    /** Connections that are still under way have nothing to say any more. */
    synchronized void close() {
        closed = true;
        board.replace(source(), List.of());
    }

    /** Where the next question has to look again, the longest known first; others are checked by themselves. */
    synchronized Optional<HostPort> oldest() {
        return words.keySet().stream()
                .filter(failure -> failure.kind() == Kind.TLS || failure.kind() == Kind.LOGIN)
                .map(Failure::address)
                .findFirst();
    }

    /** After {@link #oldest} was looked at, others are. */
    synchronized void moveBack(HostPort address) {
        for (Kind kind : Kind.values()) {
            Failure failure = new Failure(kind, address);
            String reason = words.remove(failure);
            if (reason != null) {
                words.put(failure, reason);
            }
        }
    }

    /** The same kind of object, whose problems are not reported. */
    UpstreamProblems unheard() {
        return new UpstreamProblems(cluster, new ProblemBoard());
    }

    private void report() {
        if (closed) {
            return;
        }
        List<ConfigProblem> problems = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<String> reasons = reasons(kind);
            if (kind == Kind.REACH && reasons.size() <= MAX_PROBLEMS) {
                reasons.forEach(reason -> problems.add(problem(kind, List.of(reason))));
            } else if (!reasons.isEmpty()) {
                problems.add(problem(kind, reasons));
            }
        }
        unreachable.map(this::unreachableProblem).ifPresent(problems::add);
        if (!unusable.isEmpty()) {
            problems.add(unusableProblem());
        }
        board.replace(source(), problems);
    }

    private List<String> reasons(Kind kind) {
        return words.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind)
                .map(entry -> entry.getKey().address() + " " + entry.getValue())
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private ConfigProblem problem(Kind kind, List<String> reasons) {
        return new ConfigProblem(
                cluster.ref(),
                kind.severity,
                kind.code,
                kind.what + " " + cluster.ref() + " fails: " + named(reasons)
                        + ". It is tried again every few seconds; connections that are open go on.");
    }

    private static String named(List<String> reasons) {
        String more = reasons.size() > MAX_NAMED ? "; and " + (reasons.size() - MAX_NAMED) + " more" : "";
        return reasons.stream().limit(MAX_NAMED).collect(Collectors.joining("; ")) + more;
    }

    private ConfigProblem unusableProblem() {
        List<String> brokers = new TreeMap<>(unusable)
                .entrySet().stream()
                        .map(broker -> "broker " + broker.getKey() + " at " + broker.getValue())
                        .toList();
        return ConfigProblem.error(
                cluster.ref(),
                "backend_cluster.broker_address_unusable",
                "The " + cluster.ref() + " names brokers at addresses where none can be: " + named(brokers)
                        + ". Clients are told nothing of them; mend their advertised.listeners. The others are served.");
    }

    private ConfigProblem unreachableProblem(String reason) {
        return ConfigProblem.error(
                cluster.ref(),
                "backend_cluster.unreachable",
                "No broker of the " + cluster.ref() + " could be asked for the others: " + reason
                        + ". It is asked again every few seconds; connections that are open go on.");
    }

    private String source() {
        return "backend cluster " + cluster.id();
    }
}
