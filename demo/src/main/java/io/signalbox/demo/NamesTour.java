package io.signalbox.demo;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.CheckFailedException;
import io.signalbox.testbed.KafkaChecks;
import io.signalbox.testbed.KafkaClients;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The part of the tour that shows TLS: two virtual clusters at one port, told apart by the name that a client asks for. */
final class NamesTour {

    private static final List<ServerNames> CLUSTERS = List.of(
            new ServerNames("analytics", ServerNames.Format.PER_CLUSTER_SUFFIX),
            new ServerNames("payments", ServerNames.Format.SHARED_SUFFIX));
    private static final String WRONG_NAME = "bootstrap.analytisc.localhost";
    private static final String REASON = "unknown_sni";
    // Nodes warn of a certificate that has less than 30 days left.
    private static final Duration VALIDITY = Duration.ofDays(90);
    private static final int NEAREST_NAMES = 3;
    private static final Duration COUNTER_LIMIT = Duration.ofSeconds(30);

    private final TourReport report;
    private final Provisioning provisioning;
    private final Backend backend;
    private final NameResolution names;
    private final Path ca;
    private final int port;
    private final List<KafkaChecks> checks = new ArrayList<>();

    NamesTour(TourReport report, Provisioning provisioning, Backend backend, NameResolution names, Path ca, int port) {
        this.report = report;
        this.provisioning = provisioning;
        this.backend = backend;
        this.names = names;
        this.ca = ca;
        this.port = port;
    }

    /** Every name that clients have to resolve. */
    static List<String> hosts(List<Integer> nodeIds) {
        return CLUSTERS.stream()
                .flatMap(cluster -> cluster.hosts(nodeIds).stream())
                .toList();
    }

    /** Adds what it needs to a gateway that is in use, and uses it. */
    void run(NodeProcess node) {
        report.step("Adding TLS, and two virtual clusters at port " + port + ", told apart by name");
        String listener = provisioning.declareByName(CLUSTERS, port, certificate());
        report.check(
                "the node has taken this while it was in use",
                () -> provisioning.awaitNode(() -> node.process().isAlive()));

        report.step("Using them with ordinary Kafka clients, which check the certificate and its names");
        report.note(names.explanation());
        CLUSTERS.forEach(this::use);
        tryWrongName(node, listener);
    }

    /** What has been left on the brokers. */
    List<KafkaChecks> checks() {
        return checks;
    }

    /** The lines with which a user goes on. */
    List<String> lines() {
        Kcat kcat = new Kcat(names, ca);
        return Stream.concat(names.advice().stream(), CLUSTERS.stream().map(cluster -> kcat.list(bootstrap(cluster))))
                .toList();
    }

    /** Each policy of the listener leads to every virtual cluster of the gateway, so that it has to cover all of them. */
    private KeyedCertificate certificate() {
        List<String> labels = Stream.concat(
                        Stream.of(Provisioning.FIRST_VIRTUAL_CLUSTER),
                        CLUSTERS.stream().map(ServerNames::dnsLabel))
                .toList();
        Issuer issuer = Issuer.create(KeyKind.EC, "CN=CA of the guided tour", VALIDITY);
        try {
            Files.writeString(ca, issuer.authority().certificatePem());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + ca + ": " + e.getMessage(), e);
        }
        List<String> wildcards = ServerNames.wildcards(labels);
        report.note("a certificate for " + String.join(", ", wildcards) + " by a CA of its own");
        return issuer.issue(
                Issuer.CertificateRequest.of(KeyKind.EC, "CN=guided tour", VALIDITY, wildcards.toArray(String[]::new)));
    }

    private void use(ServerNames cluster) {
        String bootstrap = bootstrap(cluster);
        Map<Integer, String> brokers = cluster.brokers(backend.nodeIds(), port);
        report.note(cluster.dnsLabel() + " is at " + bootstrap);
        if (names.resolvedHere()) {
            KafkaChecks kafka = new KafkaChecks(KafkaClients.tls(bootstrap, ca), backend.replicationFactor());
            checks.add(kafka);
            report.check("clients are told the gateway's names of the brokers", () -> kafka.addresses(brokers));
            report.check("a topic is created and listed", kafka::createOneTopic);
            report.check("records are neither lost nor repeated", kafka::records);
        }
        if (!Kcat.isInstalled()) {
            report.note("(kcat is not installed, and so not tried)");
        } else if (names.resolvedByCommands()) {
            report.check(
                    "kcat, called as below, sees the same",
                    () -> new Kcat(names, ca).requireBrokers(bootstrap, brokers));
        } else {
            report.note("(kcat is not tried, since it cannot resolve the names)");
        }
    }

    private void tryWrongName(NodeProcess node, String listener) {
        long before = NodeMetrics.of(node).rejected(REASON);
        report.check("a name that leads nowhere is refused with an alert", this::requireRefusal);
        report.check("the node has counted it, with the reason", () -> {
            if (!Wait.until(() -> NodeMetrics.of(node).rejected(REASON) == before + 1, COUNTER_LIMIT)) {
                throw new CheckFailedException(
                        "it counts " + NodeMetrics.of(node).rejected(REASON) + ", and " + before + " before");
            }
            return "signalbox_connections_rejected_total{reason=\"" + REASON + "\"} went from " + before + " to "
                    + (before + 1);
        });
        report.check(
                "the API explains it, and knows what was meant",
                () -> requireExplanation(provisioning.previewRoute(listener, port, WRONG_NAME)));
    }

    private String requireRefusal() throws IOException, GeneralSecurityException {
        Optional<String> refusal = new TlsGreeting(port, ca).refusal(WRONG_NAME);
        if (refusal.filter(words -> words.contains("unrecognized_name")).isEmpty()) {
            throw new CheckFailedException(WRONG_NAME + " was "
                    + refusal.map(words -> "refused with: " + words).orElse("let in"));
        }
        return WRONG_NAME + ": unrecognized_name";
    }

    private static String requireExplanation(JsonNode preview) {
        List<String> nearest = preview.path("nearest_names")
                .valueStream()
                .limit(NEAREST_NAMES)
                .map(name -> name.asString(""))
                .toList();
        if (!preview.path("reason").asString("").equals(REASON) || nearest.isEmpty()) {
            throw new CheckFailedException("it says " + preview);
        }
        return REASON + "; accepted names like it: " + String.join(", ", nearest);
    }

    private String bootstrap(ServerNames cluster) {
        return cluster.bootstrapHost() + ":" + port;
    }
}
