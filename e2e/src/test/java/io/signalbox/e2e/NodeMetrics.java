package io.signalbox.e2e;

import io.signalbox.testbed.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** What a node tells of itself. */
final class NodeMetrics {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private NodeMetrics() {}

    /** Connections that were turned away for this reason, on all listeners. */
    static double rejected(NodeProcess node, String reason) {
        return sum(node, "signalbox_connections_rejected_total", "reason=\"" + reason + "\"");
    }

    /** All samples of a metric with this label. */
    static double sum(NodeProcess node, String metric, String label) {
        return page(node, "/metrics")
                .lines()
                .filter(line -> line.startsWith(metric + "{"))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** The one sample of a metric without labels. */
    static double value(NodeProcess node, String metric) {
        return page(node, "/metrics")
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** What it answers at a path of its admin address. */
    static String page(NodeProcess node, String path) {
        URI page = URI.create("http://" + node.adminAddress() + path);
        try {
            return CLIENT.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
