package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.ClientSecurity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

/** The original's guides on access control and namespaces, step by step, each with a gateway and a node of its own. */
@ExtendWith(OnStage.class)
@ResourceLock("topics of the guides")
class GuidesE2E {

    private static final Duration YEAR = Duration.ofDays(365);
    private static final String[] TOPICS = {
        "analytics_pageviews",
        "analytics_clicks",
        "analytics_orders",
        "payments_transactions",
        "payments_refunds",
        "payments_orders",
        "user_actions"
    };
    private static final String TOPICS_PATTERN = "analytics_.*|payments_.*|user_actions";
    private static final String BACKEND_CLUSTER = """
            {"name": "backend_cluster", "bootstrap_servers": ["kafka1:9092", "kafka2:9092", "kafka3:9092"], \
            "authentication": {"type": "anonymous"}, "tls": {"enabled": false}}""";

    private final Stage stage;

    GuidesE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void sniRouting() throws Exception {
        try (Guide guide = new Guide(stage, "guide-sni")) {
            int port = guide.portsFor(19092, 1);
            guide.deleteTopics(TOPICS_PATTERN);
            guide.post("/backend-clusters", """
                    {"name": "backend_cluster", "bootstrap_servers": ["kafka1:9092", "kafka2:9092", "kafka3:9092"], \
                    "authentication": {"type": "anonymous"}, "insecure_allow_anonymous_virtual_cluster_auth": true, \
                    "tls": {"enabled": false}}""", "BC");
            for (String name : new String[] {"analytics", "payments"}) {
                guide.post("/virtual-clusters", """
                        {"name": "x_vc", "destination": {"id": "$BC"}, "dns_label": "x", \
                        "authentication": [{"type": "anonymous"}], "acl_mode": "passthrough", \
                        "namespace": {"prefix": "x_", "mode": "hide_prefix", "additional": {"topics": [\
                        {"type": "exact_list", "conflict": "warn", "exact_list": [{"backend": "user_actions"}]}]}}}""".replace("x_vc", name + "_vc")
                        .replace("\"x\"", "\"" + name + "\"")
                        .replace("x_\"", name + "_\""));
            }
            new Kafkactl(guide.direct()).createTopics(TOPICS);
            Issuer authority = Issuer.create(KeyKind.RSA, "CN=rootCA", YEAR);
            KeyedCertificate server = authority.issue(
                    CertificateRequest.of(KeyKind.RSA, "CN=*.127-0-0-1.sslip.io", YEAR, "*.127-0-0-1.sslip.io"));
            guide.know("CERTIFICATE", server.certificatePem());
            guide.know("KEY", base64InLines(server.keyPem()));
            JsonNode listener = guide.post("/listeners", """
                    {"name": "gateway_listener", "addresses": ["0.0.0.0"], "ports": [19092]}""", "L");
            assertThat(listener.path("ports").toString()).isEqualTo("[\"" + port + "\"]");
            JsonNode policy = guide.post("/listeners/$L/policies", """
                    {"type": "tls_server", "name": "tls_server", "config": {"certificates": [\
                    {"certificate": "$CERTIFICATE", "key": "$KEY"}]}}""");
            assertThat(policy.path("config").path("certificates").path(0).has("key"))
                    .isFalse();
            assertThat(policy.path("config").path("versions").path("min").asString(""))
                    .isEqualTo("TLSv1.2");
            assertThat(policy.path("config").path("versions").path("max").asString(""))
                    .isEqualTo("TLSv1.3");
            assertThat(policy.path("config").path("allow_plaintext").asBoolean(true))
                    .isFalse();
            guide.post("/listeners/$L/policies", """
                    {"type": "forward_to_virtual_cluster", "name": "forward_to_virtual_cluster", "config": {\
                    "type": "sni", "advertised_port": 19092, "sni_suffix": ".127-0-0-1.sslip.io", \
                    "broker_host_format": {"type": "shared_suffix"}}}""");
            guide.serve();
            Clients analytics = new Clients("bootstrap-analytics.127-0-0-1.sslip.io:" + port)
                    .with(ClientSecurity.tls(authority.authority().certificatePem()));
            Clients payments = new Clients("bootstrap-payments.127-0-0-1.sslip.io:" + port)
                    .with(ClientSecurity.tls(authority.authority().certificatePem()));

            assertThat(new Kafkactl(analytics).listTopics())
                    .containsExactly("clicks 1 1", "orders 1 1", "pageviews 1 1", "user_actions 1 1");
            assertThat(new Kafkactl(payments).listTopics())
                    .containsExactly("orders 1 1", "refunds 1 1", "transactions 1 1", "user_actions 1 1");

            // beyond the guide
            try (Admin admin = payments.admin()) {
                assertThat(admin.describeCluster().nodes().get().stream().map((Node node) -> node.host()))
                        .containsExactlyInAnyOrder(
                                "broker-0-payments.127-0-0-1.sslip.io",
                                "broker-1-payments.127-0-0-1.sslip.io",
                                "broker-2-payments.127-0-0-1.sslip.io");
            }
            new Kafkactl(analytics).produce("orders", "of analytics");
            new Kafkactl(payments).produce("orders", "of payments");
            assertThat(new Kafkactl(analytics).consume("orders")).containsExactly("of analytics");
            assertThat(new Kafkactl(payments).consume("orders")).containsExactly("of payments");
            guide.deleteTopics(TOPICS_PATTERN);
        }
    }

    @Test
    void clientsWithCertificates() throws Exception {
        try (Guide guide = new Guide(stage, "guide-mtls")) {
            int port = guide.portsFor(19092, 4);
            guide.deleteTopics("my-test-topic");
            Issuer authority = Issuer.create(KeyKind.EC, "CN=Demo CA", YEAR);
            KeyedCertificate server =
                    authority.issue(CertificateRequest.of(KeyKind.RSA, "CN=localhost", YEAR, "localhost"));
            guide.know("CA_CERT", authority.authority().certificatePem());
            guide.know("SERVER_CERT", server.certificatePem());
            guide.know("SERVER_KEY", base64InLines(server.keyPem()));

            guide.post("/backend-clusters", BACKEND_CLUSTER, "BACKEND_CLUSTER_ID");
            guide.post("/listeners", """
                    {"name": "mtls_listener", "addresses": ["0.0.0.0"], "ports": ["19092-19095"]}""", "LISTENER_ID");
            guide.post("/tls-trust-bundles", """
                    {"name": "demo-ca-bundle", "description": "CA certificate for client verification", \
                    "config": {"trusted_ca": "$CA_CERT"}}""", "BUNDLE_ID");
            guide.post("/listeners/$LISTENER_ID/policies", """
                    {"type": "tls_server", "name": "mtls_policy", "config": {"certificates": [\
                    {"certificate": "$SERVER_CERT", "key": "$SERVER_KEY"}], "client_authentication": {\
                    "mode": "required", "principal_mapping": "context.certificate.subject[\\"CN\\"]", \
                    "tls_trust_bundles": [{"id": "$BUNDLE_ID"}]}}}""");
            guide.post("/virtual-clusters", """
                    {"name": "mtls_virtual_cluster", "destination": {"id": "$BACKEND_CLUSTER_ID"}, \
                    "dns_label": "mtls-vc", "authentication": [{"type": "client_certificate"}], \
                    "acl_mode": "enforce_on_gateway"}""", "VIRTUAL_CLUSTER_ID");
            guide.post("/listeners/$LISTENER_ID/policies", """
                    {"type": "forward_to_virtual_cluster", "name": "forward_to_mtls_vc", "config": {\
                    "type": "port_mapping", "advertised_host": "localhost", \
                    "destination": {"id": "$VIRTUAL_CLUSTER_ID"}}}""");
            guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/cluster-policies", """
                    {"type": "acls", "name": "producer_acl", \
                    "condition": "context.auth.principal.name == \\"producer-client\\"", "config": {"rules": [\
                    {"resource_type": "topic", "action": "allow", "operations": [{"name": "write"}, \
                    {"name": "describe"}, {"name": "describe_configs"}], "resource_names": [{"match": "*"}]}]}}""");
            guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/cluster-policies", """
                    {"type": "acls", "name": "consumer_acl", \
                    "condition": "context.auth.principal.name == \\"consumer-client\\"", "config": {"rules": [\
                    {"resource_type": "topic", "action": "allow", "operations": [{"name": "read"}, \
                    {"name": "describe"}, {"name": "describe_configs"}], "resource_names": [{"match": "*"}]}, \
                    {"resource_type": "group", "action": "allow", "operations": [{"name": "read"}, \
                    {"name": "describe"}], "resource_names": [{"match": "*"}]}]}}""");
            guide.serve();
            Clients nobody = new Clients("localhost:" + port)
                    .with(ClientSecurity.tls(authority.authority().certificatePem()));
            Kafkactl producer = new Kafkactl(
                    nobody.showing(authority.issue(CertificateRequest.of(KeyKind.EC, "CN=producer-client", YEAR))));
            Kafkactl consumer = new Kafkactl(
                    nobody.showing(authority.issue(CertificateRequest.of(KeyKind.EC, "CN=consumer-client", YEAR))));

            new Kafkactl(guide.direct()).createTopics("my-test-topic");
            assertThat(producer.produce("my-test-topic", "Hello from mTLS producer"))
                    .isEqualTo("partition=0 offset=0");
            assertThat(consumer.consume("my-test-topic")).containsExactly("Hello from mTLS producer");
            assertThatThrownBy(() -> consumer.produce("my-test-topic", "This should fail"))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> new Kafkactl(nobody).listTopics())
                    .hasCauseInstanceOf(SslAuthenticationException.class);

            // beyond the guide
            assertThatThrownBy(() -> producer.consume("my-test-topic")).isInstanceOf(TopicAuthorizationException.class);
            assertThat(consumer.clients().consume("my-test-topic", 1, Map.of())).hasSize(1);
            guide.deleteTopics("my-test-topic");
        }
    }

    @Test
    void topicsAsProducts() throws Exception {
        try (Guide guide = new Guide(stage, "guide-products")) {
            int analyticsPort = guide.portsFor(19092, 4);
            int paymentsPort = guide.portsFor(19096, 4);
            guide.deleteTopics(TOPICS_PATTERN);
            new Kafkactl(guide.direct()).createTopics(TOPICS);
            guide.post("/backend-clusters", BACKEND_CLUSTER, "BACKEND_CLUSTER_ID");
            for (String name : new String[] {"analytics", "payments"}) {
                guide.post(
                        "/virtual-clusters",
                        """
                        {"name": "x_vc", "destination": {"id": "$BACKEND_CLUSTER_ID"}, "dns_label": "x", \
                        "authentication": [{"type": "sasl_plain", "mediation": "terminate", "principals": [\
                        {"username": "x_user", "password": "x_password"}]}], "acl_mode": "enforce_on_gateway", \
                        "namespace": {"prefix": "x_", "mode": "hide_prefix", "additional": {"topics": [\
                        {"type": "exact_list", "conflict": "warn", "exact_list": [{"backend": "user_actions"}]}]}}}""".replace("\"x_", "\"" + name + "_").replace("\"x\"", "\"" + name + "\""),
                        name.toUpperCase(java.util.Locale.ROOT) + "_VC_ID");
            }
            guide.post("/listeners", """
                    {"name": "analytics_listener", "addresses": ["0.0.0.0"], "ports": ["19092-19095"]}""", "ANALYTICS_LISTENER_ID");
            guide.post("/listeners/$ANALYTICS_LISTENER_ID/policies", """
                    {"type": "forward_to_virtual_cluster", "name": "forward_to_analytics_virtual_cluster", "config": {\
                    "type": "port_mapping", "advertised_host": "localhost", "destination": {"id": "$ANALYTICS_VC_ID"}}}""");
            guide.post("/listeners", """
                    {"name": "payments_listener", "addresses": ["0.0.0.0"], "ports": ["19096-19099"]}""", "PAYMENTS_LISTENER_ID");
            guide.post("/listeners/$PAYMENTS_LISTENER_ID/policies", """
                    {"type": "forward_to_virtual_cluster", "name": "forward_to_payments_virtual_cluster", "config": {\
                    "type": "port_mapping", "advertised_host": "localhost", "destination": {"id": "$PAYMENTS_VC_ID"}}}""");
            guide.post("/virtual-clusters/$ANALYTICS_VC_ID/cluster-policies", """
                    {"type": "acls", "name": "analytics_acl_topic_policy", "config": {"rules": [\
                    {"resource_type": "topic", "action": "allow", "operations": [{"name": "describe"}, \
                    {"name": "describe_configs"}, {"name": "read"}, {"name": "write"}], \
                    "resource_names": [{"match": "*"}]}]}}""");
            guide.post("/virtual-clusters/$PAYMENTS_VC_ID/cluster-policies", """
                    {"type": "acls", "name": "payments_acl_topic_policy", "config": {"rules": [\
                    {"resource_type": "topic", "action": "allow", "operations": [{"name": "describe"}, \
                    {"name": "describe_configs"}, {"name": "read"}, {"name": "write"}], \
                    "resource_names": [{"match": "*"}]}, {"resource_type": "topic", "action": "deny", \
                    "operations": [{"name": "write"}], "resource_names": [{"match": "user_actions"}]}]}}""");
            guide.serve();
            Kafkactl analytics = new Kafkactl(new Clients("localhost:" + analyticsPort)
                    .with(ClientSecurity.plain("analytics_user", "analytics_password")));
            Kafkactl payments = new Kafkactl(new Clients("localhost:" + paymentsPort)
                    .with(ClientSecurity.plain("payments_user", "payments_password")));

            assertThat(analytics.listTopics())
                    .containsExactly("clicks 1 1", "orders 1 1", "pageviews 1 1", "user_actions 1 1");
            assertThat(payments.listTopics())
                    .containsExactly("orders 1 1", "refunds 1 1", "transactions 1 1", "user_actions 1 1");
            assertThat(analytics.produce("user_actions", "kafka record")).isEqualTo("partition=0 offset=0");
            assertThatThrownBy(() -> payments.produce("user_actions", "kafka record"))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);

            // beyond the guide
            assertThat(payments.consume("user_actions")).containsExactly("kafka record");
            guide.deleteTopics(TOPICS_PATTERN);
        }
    }

    /** Who issues tokens is another product of theirs, whose place our own issuer takes. */
    @Test
    void tokensOfAnIdentityProvider() throws Exception {
        try (TokenService tokens = new TokenService();
                Guide guide = new Guide(stage, "guide-tokens")) {
            int port = guide.portsFor(19092, 4);
            guide.deleteTopics("products-.*");
            guide.know("ISSUER_URL", tokens.url());
            guide.post("/backend-clusters", """
                    {"name": "default_backend_cluster", "bootstrap_servers": ["kafka1:9092", "kafka2:9092", "kafka3:9092"], \
                    "insecure_allow_anonymous_virtual_cluster_auth": true, "authentication": {"type": "anonymous"}, \
                    "tls": {"enabled": false}}""", "BACKEND_CLUSTER_ID");
            guide.post("/virtual-clusters", """
                    {"name": "example_virtual_cluster", "destination": {"id": "$BACKEND_CLUSTER_ID"}, \
                    "dns_label": "vcluster-1", "acl_mode": "enforce_on_gateway", "authentication": [\
                    {"type": "anonymous"}, {"type": "oauth_bearer", "mediation": "terminate", \
                    "jwks": {"endpoint": "$ISSUER_URL/.well-known/jwks"}}]}""", "VIRTUAL_CLUSTER_ID");
            guide.post("/listeners", """
                    {"name": "example_listener", "addresses": ["0.0.0.0"], "ports": ["19092-19095"]}""", "LISTENER_ID");
            guide.post("/listeners/$LISTENER_ID/policies", """
                    {"type": "forward_to_virtual_cluster", "name": "forward", "config": {"type": "port_mapping", \
                    "advertised_host": "localhost", "destination": {"id": "$VIRTUAL_CLUSTER_ID"}}}""");
            guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/cluster-policies", """
                    {"type": "acls", "name": "acl_policy", "config": {"rules": [{"resource_type": "topic", \
                    "action": "allow", "operations": [{"name": "describe"}, {"name": "describe_configs"}, \
                    {"name": "read"}, {"name": "write"}], \
                    "resource_names": "[context.auth.token.claims.topic_prefix + \\"*\\"]"}]}}""");
            guide.serve();
            Clients anonymous = new Clients("localhost:" + port);
            String token =
                    tokens.token(Map.of("sub", "client-id", "aud", "http://myhttpbin.dev", "topic_prefix", "products"));
            Kafkactl withToken = new Kafkactl(anonymous.with(ClientSecurity.token(token)));

            new Kafkactl(guide.direct()).createTopics("products-topic");
            assertThat(withToken.listTopics()).containsExactly("products-topic 1 1");
            assertThat(new Kafkactl(anonymous).listTopics()).isEmpty();

            // beyond the guide
            assertThat(withToken.produce("products-topic", "a product")).isEqualTo("partition=0 offset=0");
            assertThat(withToken.consume("products-topic")).containsExactly("a product");
            assertThatThrownBy(() -> new Kafkactl(anonymous).produce("products-topic", "none"))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
            guide.deleteTopics("products-.*");
        }
    }

    /** As {@code base64} prints it. */
    private static String base64InLines(String text) {
        return Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
