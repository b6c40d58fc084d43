package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeMetricsTest {

    @Test
    void rejectionsForAReasonAreAddedUpOverTheListeners() {
        NodeMetrics metrics = new NodeMetrics("""
                # TYPE signalbox_connections_rejected counter
                signalbox_connections_rejected_total{listener_name="a",reason="unknown_sni"} 2.0
                signalbox_connections_rejected_total{listener_name="b",reason="unknown_sni"} 1.0
                signalbox_connections_rejected_total{listener_name="b",reason="no_sni"} 7.0
                signalbox_connections_closed_total{listener_name="b",reason="unknown_sni"} 7.0
                """);

        assertThat(metrics.rejected("unknown_sni")).isEqualTo(3);
        assertThat(metrics.rejected("http_on_kafka_port")).isZero();
    }
}
