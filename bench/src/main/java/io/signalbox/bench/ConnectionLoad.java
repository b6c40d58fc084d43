package io.signalbox.bench;

import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.CommandLines;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.ProcessFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;

/**
 * What new connections cost a node: clients connect, make themselves known, ask for ApiVersions and go, again and again,
 * in plaintext, with TLS, with TLS on both sides, with a login that the node checks. Clients, node and a stand-in for the
 * broker share this machine.
 */
public final class ConnectionLoad {

    private static final int CLIENTS = 4;
    private static final int WARM_UP = 5_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private final BenchListeners listeners;
    private final NodeProcess node;
    private final Duration phase;

    private ConnectionLoad(BenchListeners listeners, NodeProcess node, Duration phase) {
        this.listeners = listeners;
        this.node = node;
        this.phase = phase;
    }

    public static void main(String[] arguments) {
        System.exit(CommandLines.run(
                CommandLines.ofSeconds(
                        "signalbox bench-connections",
                        ConnectionLoad::run,
                        "What new connections cost a node, by TLS and login."),
                arguments));
    }

    private static void run(int seconds) throws Exception {
        try (ProcessFolder folder = new ProcessFolder();
                ControlPlaneProcess controlPlane = ControlPlaneProcess.start(folder.controlPlane())) {
            BenchListeners listeners = new BenchListeners(controlPlane);
            try (NodeProcess node = NodeProcess.start(folder.process("node"), listeners.access(folder.path()))) {
                new ConnectionLoad(listeners, node, Duration.ofSeconds(seconds)).run();
            }
        }
    }

    private void run() throws Exception {
        try (AnsweringBroker plain = new AnsweringBroker(Optional.empty());
                AnsweringBroker secure = new AnsweringBroker(Optional.of(BenchListeners.brokerTls()))) {
            JsonNode before = listeners.backend("plain", plain.address());
            JsonNode tlsBefore = listeners.secureBackend("tls", secure.address());
            KeyedCertificate ecdsa = BenchListeners.certificate(KeyKind.EC);
            KeyedCertificate rsa = BenchListeners.certificate(KeyKind.RSA);
            int ec = listeners.serve("ecdsa", before, Optional.of(ecdsa), false);
            int rs = listeners.serve("rsa", before, Optional.of(rsa), false);
            int both = listeners.serve("both", tlsBefore, Optional.of(ecdsa), false);
            int sasl = listeners.serve("sasl", before, Optional.of(ecdsa), true);
            int none = listeners.serve("plaintext", before, Optional.empty(), false);
            listeners.awaitApplied();
            Optional<SSLContext> tls = Optional.of(BenchListeners.clientTls("TLSv1.3"));
            Optional<String> login = Optional.of(BenchListeners.PASSWORD);
            System.out.println("| new connections | per second | node's CPU, ms each |");
            System.out.println("| --- | --- | --- |");
            report("plaintext", new OneConnection(none, Optional.empty(), false, Optional.empty()));
            report("SASL PLAIN, terminated", new OneConnection(sasl, Optional.empty(), false, login));
            report("TLS, ECDSA P-256, full", new OneConnection(ec, tls, false, Optional.empty()));
            report("TLS, ECDSA P-256, resumed", new OneConnection(ec, tls, true, Optional.empty()));
            report("TLS, RSA-2048, full", new OneConnection(rs, tls, false, Optional.empty()));
            report("TLS, RSA-2048, resumed", new OneConnection(rs, tls, true, Optional.empty()));
            report("TLS on both sides, ECDSA, full", new OneConnection(both, tls, false, Optional.empty()));
            report("TLS on both sides, ECDSA, resumed", new OneConnection(both, tls, true, Optional.empty()));
            report("TLS, ECDSA, resumed, and SASL PLAIN", new OneConnection(sasl, tls, true, login));
        }
    }

    private void report(String what, OneConnection connection) throws InterruptedException, ExecutionException {
        connections(connection, Long.MAX_VALUE, WARM_UP / CLIENTS);
        Duration before = cpu();
        long begin = System.nanoTime();
        long count = connections(connection, begin + phase.toNanos(), Integer.MAX_VALUE);
        double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
        double millis = cpu().minus(before).toNanos() / NANOS_PER_MILLI / count;
        System.out.printf(Locale.ROOT, "| %s | %.0f | %.2f |%n", what, count / seconds, millis);
    }

    /** From each client until then, or so many. */
    private static long connections(OneConnection connection, long end, int most)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<Future<Long>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            running.add(threads.submit(() -> {
                long opened = 0;
                while (opened < most && System.nanoTime() < end) {
                    connection.open();
                    opened++;
                }
                return opened;
            }));
        }
        long all = 0;
        for (Future<Long> one : running) {
            all += one.get();
        }
        threads.shutdown();
        return all;
    }

    private Duration cpu() {
        return ProcessHandle.of(node.process().pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException("this system does not tell a process's CPU time"));
    }
}
