package io.signalbox.demo;

import io.signalbox.testbed.ApiClient;
import io.signalbox.testbed.CheckFailedException;
import io.signalbox.testbed.Console;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.KafkaChecks;
import io.signalbox.testbed.KafkaClients;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.NodeCertificate;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.ProcessFailedException;
import io.signalbox.testbed.ShutdownHook;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** The guided tour, step by step: start everything, declare a gateway, use it. */
final class Tour {

    private static final int BROKERS = 3;
    private static final int FIRST_PORT = 19_092;
    private static final int FIRST_NAMED_PORT = 19_443;
    private static final String HOST = "localhost";

    private final DemoArguments arguments;
    private final Stage stage;
    private final TourReport report;

    Tour(DemoArguments arguments, Stage stage, TourReport report) {
        this.arguments = arguments;
        this.stage = stage;
        this.report = report;
    }

    /**
     * What the user can go on with.
     *
     * @param byName lines for a shell that use the virtual clusters that have names
     */
    record Result(ControlPlaneProcess controlPlane, String bootstrap, int replicationFactor, List<String> byName) {}

    /** @throws RuntimeException when there is nothing that the rest of the tour could be shown with */
    Result run() {
        Optional<Backend> own = arguments.kafka().map(Backend::ask);
        NameResolution names = resolve(own);
        report.step("Starting, each as a process of its own on this machine");
        report.note("a control plane with an embedded PostgreSQL"
                + own.map(backend -> "; your brokers " + backend.nodeIds() + " are there already")
                        .orElse(" and " + BROKERS + " Kafka brokers"));
        ControlPlaneProcess launched = stage.launchControlPlane();
        Optional<KafkaCluster> cluster = own.isPresent() ? Optional.empty() : Optional.of(stage.launchBrokers(BROKERS));
        Backend backend = own.orElseGet(() -> Backend.of(cluster.orElseThrow()));
        ControlPlaneProcess controlPlane = ready(launched);
        report.note("control plane is ready after " + report.seconds() + " s: " + controlPlane.baseUri());

        PortPlan ports = PortPlan.of(backend.nodeIds(), FIRST_PORT, FreePorts::isFree);
        Provisioning provisioning = createGateway(controlPlane, ports);
        NodeCertificate certificate = stage.createCertificate();
        provisioning.registerNode(certificate);
        // Now already: it starts while the rest is declared, and gets the rest as a change.
        NodeProcess node = stage.launchNode(controlPlane, provisioning.gatewayId(), certificate);
        provisioning.declare(backend, ports);

        awaitConfiguration(cluster, provisioning, node);
        NamesTour named = new NamesTour(
                report, provisioning, backend, names, stage.file("ca.crt"), FreePorts.consecutive(FIRST_NAMED_PORT, 1));
        use(backend, ports, named, node);
        report.check("the node reports no problems", () -> requireNone(provisioning.problems()));
        stage.ended().ifPresent(ended -> {
            throw ended;
        });
        return new Result(controlPlane, HOST + ":" + ports.bootstrapPort(), backend.replicationFactor(), named.lines());
    }

    /** To be called before this process has looked up any name, unless brokers have names that only the system knows. */
    private NameResolution resolve(Optional<Backend> own) {
        List<Integer> nodeIds = own.map(Backend::nodeIds)
                .orElse(IntStream.range(0, BROKERS).boxed().toList());
        NameResolution found = NameResolution.find(NamesTour.hosts(nodeIds), stage.file("hosts"));
        return own.isPresent() ? found : found.resolvingHere();
    }

    private void awaitConfiguration(Optional<KafkaCluster> cluster, Provisioning provisioning, NodeProcess node) {
        report.step("Waiting for the node, which was started meanwhile and fetches this configuration");
        cluster.ifPresent(started -> {
            started.awaitReady();
            report.note("brokers are ready after " + report.seconds() + " s: " + started.bootstrapServers());
        });
        report.check(
                "the node has applied the gateway's newest version",
                () -> provisioning.awaitNode(() -> stage.ended().isEmpty()));
        if (report.failures() > 0) {
            throw stage.ended().orElseGet(() -> node.process().failure("did not apply the configuration"));
        }
    }

    /** A port that was free may be gone some seconds later, when the control plane opens it: then another will do. */
    private ControlPlaneProcess ready(ControlPlaneProcess launched) {
        try {
            launched.awaitReady();
            return launched;
        } catch (ProcessFailedException e) {
            boolean portsWereTaken = launched.exitCode().isPresent()
                    && !(FreePorts.isFree(launched.httpPort()) && FreePorts.isFree(launched.grpcPort()));
            if (!portsWereTaken || ShutdownHook.soonUnderWay()) {
                throw e;
            }
            report.note("(its port was taken meanwhile: it is started once more, on another)");
            ControlPlaneProcess again = stage.replaceControlPlane();
            again.awaitReady();
            return again;
        }
    }

    private Provisioning createGateway(ControlPlaneProcess controlPlane, PortPlan ports) {
        report.step("Declaring a gateway over the REST API");
        if (ports.bootstrapPort() != FIRST_PORT) {
            report.note("(a port from " + FIRST_PORT + " on is taken: clients connect from " + ports.bootstrapPort()
                    + " on)");
        }
        ApiClient silent = controlPlane.api();
        return Provisioning.createGateway(silent.observedBy(report::call), silent);
    }

    private void use(Backend backend, PortPlan ports, NamesTour named, NodeProcess node) {
        String bootstrap = HOST + ":" + ports.bootstrapPort();
        Map<Integer, String> expected = new TreeMap<>();
        ports.brokerPorts().forEach((id, port) -> expected.put(id, HOST + ":" + port));
        report.step("Using it with ordinary Kafka clients, which connect to " + bootstrap);
        KafkaChecks checks = new KafkaChecks(KafkaClients.plaintext(bootstrap), backend.replicationFactor());
        try {
            runAll(checks, report, expected);
            named.run(node);
        } finally {
            if (arguments.kafka().isPresent()) {
                removeTraces(
                        backend,
                        Stream.concat(Stream.of(checks), named.checks().stream())
                                .toList());
            }
        }
    }

    static void runAll(KafkaChecks checks, TourReport report, Map<Integer, String> expected) {
        report.check("clients are told the gateway's addresses of the brokers", () -> checks.addresses(expected));
        report.check("topics are created", checks::createTopics);
        report.check("records are neither lost nor repeated", checks::records);
        report.check("a consumer group shares a topic's partitions", checks::sharedTopic);
        report.check("an aborted transaction stays unseen", checks::transactions);
    }

    private void removeTraces(Backend backend, List<KafkaChecks> checks) {
        List<String> topics =
                checks.stream().flatMap(used -> used.topics().stream()).toList();
        List<String> groups =
                checks.stream().flatMap(used -> used.groups().stream()).toList();
        try (Admin admin = KafkaClients.plaintext(backend.bootstrapServers()).admin()) {
            admin.deleteTopics(topics).all().get(2, TimeUnit.MINUTES);
            admin.deleteConsumerGroups(groups).all().get(2, TimeUnit.MINUTES);
            report.note("the topics and the group of this tour are removed from your brokers");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            report.note("left on your brokers, since they could not be removed: topics " + topics + ", group " + groups
                    + " (" + Console.message(e) + ")");
        }
    }

    private static String requireNone(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new CheckFailedException(String.join("; ", problems));
        }
        return "";
    }
}
