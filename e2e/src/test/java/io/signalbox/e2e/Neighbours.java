package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.jspecify.annotations.Nullable;

/**
 * Virtual clusters on the same brokers: one hides its prefix, one enforces its own, and a third is not to be told of or
 * touched. Of the third's two names the others try the one, and know nothing of the other.
 */
final class Neighbours implements AutoCloseable {

    private static final int AT_ONCE = 6;
    /** Now and then a broker forgets a request. */
    private static final Duration UNANSWERED = Duration.ofSeconds(20);

    private static final String MINE = "mine";
    private static final String GUESSED = "secret";
    private static final Set<ApiKeys> LOGIN = EnumSet.of(ApiKeys.SASL_HANDSHAKE, ApiKeys.SASL_AUTHENTICATE);

    final NamespacedGateway gateway;
    private final String unguessed = "canary-" + UUID.randomUUID();
    private final Tenant tried;
    private final Tenant unknown;
    private final Uuid triedId;
    private final Uuid unknownId;
    private final List<Uuid> ids;
    private final KafkaConsumer<String, String> member;
    private final String before;
    private final Map<ApiKeys, AtomicInteger> answered = new ConcurrentHashMap<>();
    private final Set<ApiKeys> offered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ended = new AtomicInteger();

    private Neighbours(NamespacedGateway gateway) throws Exception {
        this.gateway = gateway;
        Clients theirs = gateway.clients("theirs");
        tried = new Tenant(theirs, GUESSED);
        unknown = new Tenant(theirs, unguessed);
        Tenant own = new Tenant(gateway.clients("hiding"), MINE);
        tried.fill();
        unknown.fill();
        own.fill();
        triedId = id(tried);
        unknownId = id(unknown);
        ids = List.of(triedId, id(own), Uuid.randomUuid(), Uuid.ZERO_UUID);
        member = theirs.consumer(Map.of(
                "group.id",
                GUESSED,
                "group.protocol",
                "classic",
                "client.id",
                unguessed,
                "enable.auto.commit",
                "false",
                "max.poll.interval.ms",
                Integer.toString(Integer.MAX_VALUE)));
        member.subscribe(List.of(GUESSED));
        await().atMost(Clients.LIMIT).until(() -> {
            member.poll(Duration.ofMillis(100));
            return !member.assignment().isEmpty();
        });
        before = state();
    }

    /** On prefixes of their own, and a node with these options. */
    static Neighbours open(Stage stage, String name, List<String> jvmOptions) throws Exception {
        NamespacedGateway gateway = new NamespacedGateway(stage, name);
        gateway.virtualCluster("hiding", "passthrough", namespace("hide_prefix", name + "-alpha_"));
        gateway.virtualCluster("enforcing", "passthrough", namespace("enforce_prefix", name + "-delta_"));
        gateway.virtualCluster("theirs", "passthrough", namespace("hide_prefix", name + "-bravo_"));
        gateway.serve(jvmOptions);
        return new Neighbours(gateway);
    }

    private static Map<String, Object> namespace(String mode, String prefix) {
        return Map.of("mode", mode, "prefix", prefix);
    }

    private String prefix(String which) {
        return gateway.name + "-" + which + "_";
    }

    private static Uuid id(Tenant tenant) throws Exception {
        try (Admin admin = tenant.clients().admin()) {
            return requireNonNull(admin.describeTopics(List.of(tenant.name()))
                            .allTopicNames()
                            .get()
                            .get(tenant.name()))
                    .topicId();
        }
    }

    private String state() throws Exception {
        return tried.state() + unknown.state();
    }

    /** Waits for what passes by itself, such as a replica that lags behind. */
    void assertUntouched() {
        await().atMost(Clients.LIMIT).untilAsserted(() -> assertThat(state()).isEqualTo(before));
    }

    boolean isTouched() throws Exception {
        return !state().equals(before);
    }

    /** So many requests of these APIs, as far as they are offered; fails when an answer tells of the neighbour. */
    void send(String label, Set<ApiKeys> apis, int count, long seed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> sending = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                RandomRequests requests = new RandomRequests(seed + i, names(label), ids);
                sending.add(threads.submit(() -> send(label, apis, count / AT_ONCE, requests)));
            }
            for (Future<?> each : sending) {
                each.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError told) {
                throw told;
            }
            throw e;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<String> names(String label) {
        String own = label.equals("hiding") ? "" : prefix("delta");
        return List.of(
                own + MINE,
                own + MINE,
                own + MINE + "-2",
                own + MINE + "-3",
                GUESSED,
                prefix("bravo") + GUESSED,
                prefix("bravo") + GUESSED,
                "retention.ms",
                "range",
                "");
    }

    private @Nullable Void send(String label, Set<ApiKeys> apis, int count, RandomRequests requests)
            throws IOException {
        Map<ApiKeys, ApiVersion> versions = RawClient.offered(gateway.port(label));
        List<ApiKeys> chosen = versions.keySet().stream()
                .filter(api -> apis.contains(api) && !LOGIN.contains(api))
                .toList();
        offered.addAll(chosen);
        Optional<RawClient> client = Optional.empty();
        for (int i = 0; i < count; i++) {
            ApiKeys api = requests.any(chosen);
            ApiVersion range = requireNonNull(versions.get(api));
            short version = (short) requests.number(
                    Math.max(range.minVersion(), api.oldestVersion()),
                    Math.min(range.maxVersion(), api.latestVersion()));
            ApiMessage request = requests.of(api, version);
            try {
                if (client.isEmpty()) {
                    client = Optional.of(
                            RawClient.anonymous(gateway.port(label) + 1 + requests.number(0, Stage.BROKERS - 1))
                                    .withLimit(UNANSWERED));
                }
                check(label, request, client.get().ask(api, version, request), version);
                answered.computeIfAbsent(api, any -> new AtomicInteger()).incrementAndGet();
            } catch (IOException e) { // ended by node or broker, which is an answer, too; or not answered by the broker
                ended.incrementAndGet();
                client.orElseThrow().close();
                client = Optional.empty();
            }
        }
        if (client.isPresent()) {
            client.get().close();
        }
        return null;
    }

    private void check(String label, ApiMessage request, ApiMessage answer, short version) {
        String asked = bytes(request, version);
        String told = bytes(answer, version);
        List<String> never = List.of(unguessed, bytes(unknownId));
        List<String> onlyIfAsked = label.equals("hiding")
                ? List.of(prefix("alpha"), bytes(triedId))
                : List.of(prefix("alpha"), prefix("bravo"), bytes(triedId));
        boolean tells = never.stream().anyMatch(told::contains)
                || onlyIfAsked.stream().anyMatch(name -> told.contains(name) && !asked.contains(name));
        assertThat(tells)
                .as("%s v%s of %s: %s told %s", ApiKeys.forId(request.apiKey()), version, label, request, answer)
                .isFalse();
    }

    private static String bytes(ApiMessage message, short version) {
        return StandardCharsets.ISO_8859_1
                .decode(MessageUtil.toByteBufferAccessor(message, version).buffer())
                .toString();
    }

    private static String bytes(Uuid id) {
        return StandardCharsets.ISO_8859_1
                .decode(ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .flip())
                .toString();
    }

    /** How many requests of each API were answered. */
    String told() {
        int all = answered.values().stream().mapToInt(AtomicInteger::get).sum();
        return all + " answered, " + ended + " ended the connection; " + answered;
    }

    void assertEveryApiWasAnswered(boolean each) {
        assertThat(answered).hasSizeGreaterThan(offered.size() / 2);
        if (each) {
            assertThat(answered.keySet()).containsAll(offered);
        }
    }

    @Override
    public void close() {
        member.close();
        gateway.stop();
    }
}
