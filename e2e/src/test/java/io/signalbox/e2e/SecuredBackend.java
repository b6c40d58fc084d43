package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.BrokerSecurity;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.KafkaOptions;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.SecureListener;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A gateway and its node, in front of a broker that can be reached in many ways. */
final class SecuredBackend implements AutoCloseable {

    private final Stage stage;
    private final String name;
    private final Gateway gateway;
    private final NodeProcess node;
    private int fronts;

    private SecuredBackend(Stage stage, String name, Gateway gateway, NodeProcess node) {
        this.stage = stage;
        this.name = name;
        this.gateway = gateway;
        this.node = node;
    }

    static SecuredBackend open(Stage stage, String name, String engine) throws IOException {
        Gateway gateway = stage.anotherGateway(name);
        NodeProcess node = stage.anotherNode(gateway, name, Map.of("SIGNALBOX_TLS_ENGINE", engine));
        return new SecuredBackend(stage, name, gateway, node);
    }

    /** A broker with every listener; its certificate is for its advertised name alone. */
    record Brokers(KafkaCluster cluster) implements AutoCloseable {

        private static final String HOST = "kafka-0" + Stage.BACKEND_DOMAIN;

        static Brokers start(Issuer authority, Map<String, String> users) {
            KeyedCertificate certificate =
                    authority.issue(CertificateRequest.of(KeyKind.RSA, "CN=broker", Duration.ofDays(1), HOST));
            return new Brokers(KafkaCluster.start(KafkaOptions.brokers(1)
                    .withAdvertisedHost("kafka-{id}" + Stage.BACKEND_DOMAIN)
                    .withSecurity(
                            BrokerSecurity.of(certificate, authority.authority().certificatePem(), users))));
        }

        String at(SecureListener listener) {
            return HOST + ":" + cluster.port(0, listener);
        }

        String byOtherName() {
            return "localhost:" + cluster.port(0, SecureListener.SSL);
        }

        String plaintext() {
            return HOST + ":" + cluster.port(0);
        }

        @Override
        public void close() {
            cluster.close();
        }
    }

    /** Where clients begin, and the name of the backend cluster behind it. */
    record Front(String bootstrap, String backend, String backendId) {}

    /** An anonymous virtual cluster, and what it takes to get to it; applied by the node. */
    Front declare(String server, Map<String, Object> tls, Map<String, Object> authentication) {
        String label = "way-" + fronts++;
        int port = FreePorts.anyConsecutive(2);
        JsonNode backend =
                gateway.api().post(gateway.path("/backend-clusters"), body(label, server, tls, authentication));
        JsonNode virtualCluster = gateway.virtualCluster(label, backend);
        gateway.portMapping(gateway.listener(label, port + "-" + (port + 1)), virtualCluster, Map.of());
        node.awaitReady();
        gateway.awaitApplied();
        return new Front("localhost:" + port, label, Gateway.id(backend));
    }

    /** Puts another form in the place of a front's backend cluster. */
    void replace(Front front, String server, Map<String, Object> tls, Map<String, Object> authentication) {
        gateway.api()
                .put(
                        gateway.path("/backend-clusters/" + front.backendId()),
                        body(front.backend(), server, tls, authentication));
        gateway.awaitApplied();
    }

    private static Map<String, Object> body(
            String label, String server, Map<String, Object> tls, Map<String, Object> authentication) {
        return Map.of(
                "name",
                label,
                "bootstrap_servers",
                List.of(server),
                "authentication",
                authentication,
                "insecure_allow_anonymous_virtual_cluster_auth",
                true,
                "tls",
                tls);
    }

    /** What the node says of that backend cluster: code and message. */
    List<String> problemsOf(Front front) {
        return gateway.problems().stream()
                .map(problem -> problem.path("name").asString("") + ": "
                        + problem.path("message").asString(""))
                .filter(problem -> problem.contains("[" + front.backend() + "]"))
                .toList();
    }

    /** How many connections ended for this reason. */
    double ended(String reason) {
        return NodeMetrics.sum(node, "signalbox_connections_closed_total", "reason=\"" + reason + "\"");
    }

    String log() throws IOException {
        return Files.readString(stage.logOf(name));
    }

    @Override
    public void close() throws IOException {
        node.close();
        assertThat(log()).doesNotContain("LEAK:", " ERROR ", "internal_error");
    }
}
