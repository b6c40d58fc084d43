package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Twenty writers at once on one gateway. */
class ManyWritersIT {

    private static final int WRITERS = 20;
    private static final int ROUNDS = 4;

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String listener = gateway + "/listeners/" + api.newListener(gateway, "shared", "[9092]");
    private final String policies = listener + "/policies";
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    private final Collection<String> undeserved = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        writers.shutdownNow();
    }

    @Test
    void whoeverStaysOutOfTheOthersWayIsNeverRefusedAndTheHistoryHasNoGap() throws Exception {
        atOnce(this::write);

        List<JsonNode> history = all(gateway + "/changes");
        List<JsonNode> chain = all(policies);
        String version = api.get(gateway).text("version");

        assertThat(undeserved).isEmpty();
        assertThat(history.stream().mapToLong(ManyWritersIT::version).distinct().sorted())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, Long.parseLong(version.substring("v1.".length())))
                        .boxed()
                        .toList());
        assertThat(history.stream().map(ManyWritersIT::version)).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(count(history, "created listener_policy")).isEqualTo(WRITERS * ROUNDS);
        assertThat(count(history, "deleted listener_policy")).isEqualTo(WRITERS * ROUNDS / 2);
        assertThat(count(history, "patched listener_policy")).isEqualTo(WRITERS * ROUNDS);
        assertThat(count(history, "replaced listener")).isEqualTo(WRITERS * ROUNDS);
        assertThat(count(history, "created backend_cluster")).isEqualTo(WRITERS * ROUNDS);
        assertThat(count(history, "deleted backend_cluster")).isEqualTo(WRITERS * ROUNDS);
        assertThat(chain.stream().map(policy -> policy.get("name").asString()))
                .hasSize(WRITERS * ROUNDS / 2)
                .doesNotHaveDuplicates();
        assertThat(StreamSupport.stream(
                                api.get(listener + "/policy-chain")
                                        .body()
                                        .get("policies")
                                        .spliterator(),
                                false)
                        .map(JsonNode::asString))
                .containsExactlyElementsOf(chain.stream()
                        .map(policy -> policy.get("id").asString())
                        .toList());
    }

    @Test
    void ofThoseWhoWantOneNameOneGetsIt() throws Exception {
        Collection<Integer> answers = new ConcurrentLinkedQueue<>();

        atOnce(writer -> answers.add(api.post(
                        gateway + "/listeners",
                        json("{'name': 'wanted', 'addresses': ['127.0.0.1'], 'ports': [%d]}", 1000 + writer))
                .status()));

        assertThat(answers).hasSize(WRITERS).containsOnlyOnce(201).containsOnly(201, 409);
        assertThat(api.get(gateway).text("version")).isEqualTo("v1.3");
    }

    @Test
    void aNameIsFreeForWhoeverWaitsForItsDelete() throws Exception {
        String first = gateway + "/listeners/" + api.newListener(gateway, "wanted", "[9092]");
        Collection<Integer> answers = new ConcurrentLinkedQueue<>();

        atOnce(writer -> answers.add(
                writer == 0
                        ? api.delete(first).status()
                        : writer == 1
                                ? api.post(
                                                gateway + "/listeners",
                                                json("{'name': 'wanted', 'addresses': ['::'], 'ports': [1]}"))
                                        .status()
                                : 0));

        assertThat(answers).contains(204, 201).containsOnly(0, 204, 201);
    }

    /** Names are the writer's own, and a move to the front is always possible. */
    private void write(int writer) {
        String own = gateway + "/listeners/"
                + done(api.post(
                                gateway + "/listeners",
                                json("{'name': 'l%d', 'addresses': ['127.0.0.1'], 'ports': [1]}", writer)))
                        .id();
        for (int round = 0; round < ROUNDS; round++) {
            String name = writer + "-" + round;
            String policy = policies + "/"
                    + done(api.post(
                                    policies,
                                    json(
                                            "{'type': 'forward_to_virtual_cluster', 'name': '%s', 'config':"
                                                    + " {'type': 'sni', 'sni_suffix': '.a.example'}}",
                                            name)))
                            .id();
            done(api.post(policy + "/move", json("{'index': 0}")));
            done(api.patch(policy, json("{'enabled': false}")));
            done(api.put(
                    own, json("{'name': 'l%d', 'addresses': ['127.0.0.1'], 'ports': [%d]}", writer, 2000 + round)));
            String backend = gateway + "/backend-clusters/" + api.newBackendCluster(gateway, name);
            done(api.delete(backend));
            if (round % 2 == 0) {
                done(api.delete(policy));
            }
        }
    }

    private Api.Answer done(Api.Answer answer) {
        if (answer.status() >= 300) {
            undeserved.add(answer.status() + " " + answer.body());
        }
        return answer;
    }

    private void atOnce(Writer work) throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            tasks.add(() -> {
                start.await();
                work.write(writer);
                return true;
            });
        }
        for (Future<Boolean> done : writers.invokeAll(tasks)) {
            done.get();
        }
    }

    private List<JsonNode> all(String path) {
        List<JsonNode> found = new ArrayList<>();
        Optional<String> next = Optional.of(path);
        while (next.isPresent()) {
            JsonNode answer = api.get(next.get()).body();
            (answer.isArray() ? answer : answer.get("data")).forEach(found::add);
            next = Optional.of(answer.at("/meta/page/next"))
                    .filter(JsonNode::isString)
                    .map(JsonNode::asString);
        }
        return found;
    }

    private static long version(JsonNode entry) {
        return Long.parseLong(entry.get("version").asString().substring("v1.".length()));
    }

    private static long count(List<JsonNode> history, String what) {
        return history.stream()
                .filter(entry -> what.equals(entry.get("action").asString() + " "
                        + entry.at("/entity/type").asString()))
                .count();
    }

    @FunctionalInterface
    private interface Writer {
        void write(int writer);
    }
}
