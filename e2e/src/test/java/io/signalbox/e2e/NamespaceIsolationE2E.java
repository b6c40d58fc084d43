package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests of every API in every version that one virtual cluster offers: none tells of another on the same brokers. */
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamespaceIsolationE2E {

    private static final String MINE = "mine";
    private static final String SECRET = "secret";
    private static final String OTHERS = "bravo_" + SECRET;

    /** As long as the other, and of nothing. */
    private static final String NOBODYS = "bravo_nobody";

    private static final List<String> SEEING = List.of("hiding", "enforcing");

    /** What two answers to one request differ in anyway. */
    private static final String VOLATILE =
            "(throttleTimeMs|controllerId|nodeId|host|port|producerId|producerEpoch|topicId|baseOffset|logAppendTimeMs|usableBytes"
                    + "|totalBytes|partitionSize|offsetLag|memberId|generationId|heartbeatIntervalMs|logDir)=[^,)]*";

    private final Stage stage;
    private final Map<String, Uuid> ids = new HashMap<>();
    private NamespacedGateway gateway;
    private Tenant other;

    NamespaceIsolationE2E(Stage stage) {
        this.stage = stage;
    }

    @BeforeAll
    void open() throws Exception {
        gateway = new NamespacedGateway(stage, "isolation");
        gateway.virtualCluster("hiding", "passthrough", Map.of("mode", "hide_prefix", "prefix", "alpha_"));
        gateway.virtualCluster("enforcing", "passthrough", Map.of("mode", "enforce_prefix", "prefix", "delta_"));
        gateway.virtualCluster("other", "passthrough", Map.of("mode", "hide_prefix", "prefix", "bravo_"));
        gateway.wholeCluster("everything");
        gateway.serve();
        other = new Tenant(gateway.clients("other"), SECRET);
        other.fill();
        new Tenant(gateway.clients("hiding"), MINE).fill();
        new Tenant(gateway.clients("enforcing"), "delta_" + MINE).fill();
        try (Admin admin = gateway.clients("everything").admin()) {
            Map<String, TopicDescription> topics = admin.describeTopics(
                            List.of(OTHERS, "alpha_" + MINE, "delta_" + MINE))
                    .allTopicNames()
                    .get();
            ids.put(OTHERS, requireNonNull(topics.get(OTHERS)).topicId());
            ids.put(SECRET, requireNonNull(topics.get(OTHERS)).topicId());
            ids.put(MINE, requireNonNull(topics.get("alpha_" + MINE)).topicId());
            ids.put("delta_" + MINE, requireNonNull(topics.get("delta_" + MINE)).topicId());
            ids.put(NOBODYS, Uuid.randomUuid());
        }
    }

    @AfterAll
    void close() throws IOException {
        gateway.close();
    }

    static Stream<ApiKeys> apis() {
        return AclRequests.apis().stream();
    }

    @ParameterizedTest
    @MethodSource("apis")
    void nothingIsToldOfOthersAndNothingIsDoneToThem(ApiKeys api) throws Exception {
        String before = other.state();
        for (String label : SEEING) {
            Optional<ApiVersion> offered =
                    Optional.ofNullable(RawClient.offered(gateway.port(label)).get(api));
            if (offered.isEmpty()) {
                continue;
            }
            String own = label.equals("hiding") ? MINE : "delta_" + MINE;
            short oldest = (short) Math.max(offered.get().minVersion(), api.oldestVersion());
            for (short version = oldest; version <= offered.get().maxVersion(); version++) {
                List<String> others = new ArrayList<>();
                List<String> nobodys = new ArrayList<>();
                for (int broker = 0; broker < Stage.BROKERS; broker++) {
                    try (Sender sender = new Sender(label, gateway.port(label) + 1 + broker, api, version)) {
                        for (List<String> names : List.of(List.of(own), List.of(SECRET, own))) {
                            assertThat(bytes(sender.ask(names), version))
                                    .as(sender + " for " + names)
                                    .doesNotContain("bravo_", "alpha_");
                        }
                        assertThat(bytes(sender.ask(List.of(own)), version))
                                .as(sender.toString())
                                .doesNotContain(id(OTHERS));
                        if (label.equals("enforcing")) { // where names are hidden, this would be one of its own
                            others.add(text(sender.ask(List.of(OTHERS)), OTHERS));
                            nobodys.add(text(sender.ask(List.of(NOBODYS)), NOBODYS));
                        }
                    }
                }
                assertThat(others)
                        .as(api + " v" + version + ": as if there were no others")
                        .containsExactlyInAnyOrderElementsOf(nobodys);
            }
        }

        assertThat(other.state()).isEqualTo(before);
    }

    /** Sends requests of one kind to one broker, on one connection for as long as that is left open. */
    private final class Sender implements AutoCloseable {
        private final String label;
        private final int port;
        private final ApiKeys api;
        private final short version;
        private final ReopenedClient client;

        Sender(String label, int port, ApiKeys api, short version) {
            this.label = label;
            this.port = port;
            this.api = api;
            this.version = version;
            client = new ReopenedClient(() -> RawClient.anonymous(port));
        }

        ApiMessage ask(List<String> names) throws IOException {
            try {
                return client.ask(api, version, new AclRequests(names, ids, version).of(api));
            } catch (IOException e) {
                throw new IOException(this + " for " + names, e);
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
        }

        @Override
        public String toString() {
            return api + " v" + version + " of " + label + " on port " + port;
        }
    }

    private static String text(ApiMessage answer, String name) {
        return answer.toString().replace(name, "X").replaceAll(VOLATILE, "$1=");
    }

    private static String bytes(ApiMessage answer, short version) {
        return StandardCharsets.ISO_8859_1
                .decode(MessageUtil.toByteBufferAccessor(answer, version).buffer())
                .toString();
    }

    private String id(String topic) {
        Uuid id = requireNonNull(ids.get(topic));
        return StandardCharsets.ISO_8859_1
                .decode(ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .flip())
                .toString();
    }
}
