package io.signalbox.demo;

import io.signalbox.testbed.NodeProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A node's {@code /metrics}, in Prometheus' text form. */
record NodeMetrics(String text) {

    private static final int LIMIT_MILLIS = 5_000;

    static NodeMetrics of(NodeProcess node) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + node.adminAddress() + "/metrics")
                    .toURL()
                    .openConnection();
            connection.setConnectTimeout(LIMIT_MILLIS);
            connection.setReadTimeout(LIMIT_MILLIS);
            try (InputStream body = connection.getInputStream()) {
                return new NodeMetrics(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the node's metrics cannot be read: " + e.getMessage(), e);
        }
    }

    /** How many connections were turned away for a reason, whatever listener they came to. */
    long rejected(String reason) {
        return (long) text.lines()
                .filter(line -> line.startsWith("signalbox_connections_rejected_total{"))
                .filter(line -> line.contains("reason=\"" + reason + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
