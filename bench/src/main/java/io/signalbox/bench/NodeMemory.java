package io.signalbox.bench;

import io.signalbox.testbed.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;

/** What a node holds, as it says itself; and how many connections it has turned away or lost so far, by reason. */
record NodeMemory(long heapMib, long directMib, int descriptors, Map<String, Integer> ended) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final double MEBIBYTE = 1 << 20;

    static NodeMemory of(NodeProcess node) throws IOException, InterruptedException {
        URI page = URI.create("http://" + node.adminAddress() + "/metrics");
        String text = CLIENT.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                .body();
        double heap = 0;
        double direct = 0;
        double descriptors = 0;
        Map<String, Integer> ended = new TreeMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("jvm_memory_used_bytes{") && line.contains("area=\"heap\"")) {
                heap += value(line);
            } else if (line.startsWith("netty_allocator_memory_used") && line.contains("direct")) {
                direct += value(line);
            } else if (line.startsWith("process_files_open_files")) {
                descriptors += value(line);
            } else if (line.startsWith("signalbox_connections_rejected_total{")) {
                ended.merge(reason(line), (int) value(line), Integer::sum);
            }
        }
        return new NodeMemory(
                Math.round(heap / MEBIBYTE), Math.round(direct / MEBIBYTE), (int) descriptors, Map.copyOf(ended));
    }

    /** The larger one of each. */
    NodeMemory most(NodeMemory other) {
        return new NodeMemory(
                Math.max(heapMib, other.heapMib),
                Math.max(directMib, other.directMib),
                Math.max(descriptors, other.descriptors),
                other.ended);
    }

    /** What was turned away since then, the most frequent reasons first. */
    String endedSince(NodeMemory before) {
        StringBuilder said = new StringBuilder();
        ended.entrySet().stream()
                .map(entry ->
                        Map.entry(entry.getKey(), entry.getValue() - before.ended.getOrDefault(entry.getKey(), 0)))
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(4)
                .forEach(entry -> said.append(said.isEmpty() ? "" : ", ")
                        .append(entry.getValue())
                        .append(" `")
                        .append(entry.getKey())
                        .append('`'));
        return said.isEmpty() ? "none" : said.toString();
    }

    private static String reason(String line) {
        String label = "reason=\"";
        int from = line.indexOf(label) + label.length();
        return line.substring(from, line.indexOf('"', from));
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
    }
}
