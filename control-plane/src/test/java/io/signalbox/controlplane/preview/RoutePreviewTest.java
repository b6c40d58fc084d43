package io.signalbox.controlplane.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.controlplane.entity.Reference;
import io.signalbox.routing.Arrival;
import io.signalbox.routing.HostPort;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutePreviewTest {

    private final Stored example = new Stored("9092-9095", "9443")
            .cluster("legacy")
            .cluster("orders")
            .tlsServer("${env['C']}", true)
            .sni("by_sni", ".kafka.example")
            .mapping("forward", "legacy", "localhost", "at_start", 0);

    /** Contract section 3.5. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "plaintext",
            value = {
                "9092, plaintext,                        forward, port_mapping, legacy, bootstrap",
                "9094, plaintext,                        forward, port_mapping, legacy, broker 1",
                "9092, bootstrap.orders.kafka.example,   by_sni,  sni,          orders, bootstrap",
                "9443, BROKER-3.orders.kafka.example.,   by_sni,  sni,          orders, broker 3",
                "9093, gw.internal,                      forward, port_mapping, legacy, broker 0",
                "9443, bootstrap.unknown.kafka.example,  forward, port_mapping, legacy, broker 350",
                "9443, plaintext,                        forward, port_mapping, legacy, broker 350"
            })
    void theFirstPolicyThatMatchesIsSaid(
            int port, String serverName, String policy, String type, String cluster, String target) {
        RoutePreview preview = preview(example, port, Optional.ofNullable(serverName));

        assertThat(preview.decision()).isEqualTo("routed");
        assertThat(preview.policy().flatMap(RoutePreview.Policy::name)).contains(policy);
        assertThat(preview.policy().map(RoutePreview.Policy::type)).contains(type);
        assertThat(preview.virtualCluster().flatMap(Reference.Target::name)).contains(cluster);
        assertThat(preview.target()
                        .map(found -> found.type()
                                + found.brokerId().map(id -> " " + id).orElse("")))
                .contains(target);
        assertThat(preview.reason()).isEmpty();
        assertThat(preview.nearestNames()).isEmpty();
    }

    @Test
    void eachPolicySaysWhyItDidNotMatch() {
        RoutePreview preview = preview(example, 9093, Optional.of("gw.internal"));

        assertThat(preview.policies())
                .extracting(tried ->
                        tried.name().orElseThrow() + ": " + tried.whyNot().orElse("matched " + tried.matched()))
                .containsExactly(
                        "by_sni: The server name does not end with the policy's suffix.", "forward: matched true");
    }

    @Test
    void aPolicyBehindTheOneThatMatchesIsNotTried() {
        RoutePreview preview = preview(example, 9093, Optional.of("bootstrap.orders.kafka.example"));

        assertThat(preview.policies().get(1).matched()).isFalse();
        assertThat(preview.policies().get(1).whyNot())
                .hasValueSatisfying(why -> assertThat(why).contains("not tried"));
    }

    @Test
    void aNameThatNobodyAcceptsIsRejectedWithThoseThatLookLikeIt() {
        Stored stored = new Stored("9092")
                .cluster("orders")
                .cluster("payments")
                .tlsServer("${env['C']}", false)
                .sni("off", false, ".example.com", Optional.empty(), "per_cluster_suffix")
                .sni("shared", true, ".example.com", Optional.empty(), "shared_suffix");

        RoutePreview preview = preview(stored, 9092, Optional.of("broker-1-ordesr.example.com"));

        assertThat(preview.decision()).isEqualTo("rejected");
        assertThat(preview.reason()).contains("unknown_sni");
        assertThat(preview.nearestNames().orElseThrow()).first().isEqualTo("broker-1-orders.example.com");
        assertThat(preview.policy()).isEmpty();
        assertThat(preview.policies())
                .extracting(tried -> tried.whyNot().orElseThrow())
                .containsExactly(
                        "The policy is disabled.",
                        "No virtual cluster of the gateway has the dns_label in the server name.");
    }

    @Test
    void aListenerThatDoesNotSpeakWhatTheClientSpeaksTriesNothing() {
        Stored plaintext = new Stored("9092").cluster("orders").mapping("forward", "orders", "a", "at_start", 0);
        Stored tls = new Stored("9092")
                .cluster("orders")
                .tlsServer("${env['C']}", false)
                .sni("by_sni", ".a");

        RoutePreview toPlaintext = preview(plaintext, 9092, Optional.of("a"));
        RoutePreview toTls = preview(tls, 9092, Optional.empty());

        assertThat(toPlaintext.reason()).contains("tls_on_plaintext_listener");
        assertThat(toPlaintext.policies().get(0).whyNot().orElseThrow()).contains("no enabled tls_server");
        assertThat(toTls.reason()).contains("plaintext_not_allowed");
        assertThat(toTls.nearestNames().orElseThrow()).isEmpty();
        assertThat(toTls.policies().get(0).whyNot().orElseThrow()).contains("takes TLS only");
    }

    private static RoutePreview preview(Stored stored, int port, Optional<String> serverName) {
        HostPort local = new HostPort("127.0.0.1", port);
        return RoutePreview.of(
                stored.routes(), serverName.isPresent() ? Arrival.tls(local, serverName) : Arrival.plaintext(local));
    }
}
