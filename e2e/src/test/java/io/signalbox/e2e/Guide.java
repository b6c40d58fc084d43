package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.NodeProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One of the original's guides. Requests are sent word for word, but for what depends on the place: the brokers'
 * addresses, the listeners' addresses and ports. What an answer gave a name is put in wherever {@code $NAME} stands.
 */
final class Guide implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    final Gateway gateway;
    private final Stage stage;
    private final String name;
    private final Map<String, String> known = new TreeMap<>();
    private final Map<String, String> place = new TreeMap<>();
    private @Nullable NodeProcess node;

    Guide(Stage stage, String name) {
        this.stage = stage;
        this.name = name;
        gateway = stage.anotherGateway(name);
        place.put(
                "\"kafka1:9092\", \"kafka2:9092\", \"kafka3:9092\"",
                stage.advertisedServers().stream()
                        .map(address -> "\"" + address + "\"")
                        .collect(Collectors.joining(", ")));
        place.put("0.0.0.0", "127.0.0.1");
    }

    /** Free ports in the place of the guide's; gives the first of them. */
    int portsFor(int first, int count) {
        int port = FreePorts.anyConsecutive(count);
        for (int i = 0; i < count; i++) {
            place.put(Integer.toString(first + i), Integer.toString(port + i));
        }
        return port;
    }

    /** Something of this place where the guide names its own. */
    void inPlaceOf(String theirs, String ours) {
        place.put(theirs, ours);
    }

    /** What {@code $NAME} stands for, as it is written inside of a JSON string. */
    void know(String variable, String value) {
        String quoted = JSON.writeValueAsString(value);
        known.put("$" + variable, quoted.substring(1, quoted.length() - 1));
    }

    /** Creates an entity, whose id gets this name. */
    JsonNode post(String path, String body, String nameOfId) {
        JsonNode created = post(path, body);
        know(nameOfId, Gateway.id(created));
        return created;
    }

    JsonNode post(String path, String body) {
        HttpResponse<String> answer = gateway.api().exchange("POST", gateway.path(filled(path)), filled(here(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    private String here(String text) {
        String result = text;
        for (Map.Entry<String, String> each : place.entrySet()) {
            result = result.replace(each.getKey(), each.getValue());
        }
        return result;
    }

    private String filled(String text) {
        String result = text;
        for (Map.Entry<String, String> each : known.entrySet()) {
            result = result.replace(each.getKey(), each.getValue());
        }
        return result;
    }

    /** Starts the node and waits until all is served. */
    void serve() throws IOException {
        node = stage.anotherNode(gateway, name, Map.of());
        node.awaitReady();
        gateway.awaitApplied();
        assertThat(gateway.problems()).isEmpty();
    }

    NodeProcess node() {
        return requireNonNull(node);
    }

    /** Straight to the brokers. */
    Clients direct() {
        return new Clients(stage.brokers.internalBootstrapServers());
    }

    /** Deletes the guide's topics, which other tests on the same brokers may have left, and must not find. */
    void deleteTopics(String pattern) throws Exception {
        try (Admin admin = direct().admin()) {
            List<String> left = topics(admin, pattern);
            admin.deleteTopics(left).all().get();
            await().atMost(Clients.LIMIT).until(() -> topics(admin, pattern).isEmpty());
        }
    }

    private static List<String> topics(Admin admin, String pattern) throws Exception {
        Set<String> all = admin.listTopics().names().get();
        return all.stream().filter(topic -> topic.matches(pattern)).toList();
    }

    @Override
    public void close() throws IOException {
        if (node != null) {
            node.close();
        }
        assertThat(Files.readString(stage.logOf(name)))
                .doesNotContain("LEAK:", " ERROR ", "malformed_response", "unexpected_response");
    }
}
