package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An image that is built by what differs is the one that is built of everything. */
class ImageByDeltaTest {

    private static final int SEQUENCES = 50;
    private static final int VERSIONS = 40;

    private static final NodeEnvironment NODE = new NodeEnvironment(
            name -> Optional.of(name)
                    .filter("KEY"::equals)
                    .map(set -> Base64.getEncoder().encodeToString(new byte[32])),
            server -> {},
            backend -> {});

    /** The kinds of problems are looked for, too: the test would prove little if hardly anything happened in it. */
    @Test
    void whateverChangesImageAndProblemsAreThoseOfABuildOfEverything() {
        Set<String> found = IntStream.range(0, SEQUENCES)
                .boxed()
                .flatMap(seed -> compare(seed).stream())
                .collect(Collectors.toSet());

        assertThat(found)
                .contains(
                        "backend_cluster.invalid",
                        "backend_cluster.not_enforceable",
                        "cluster_policy.invalid",
                        "listener.invalid",
                        "listener.port_conflict",
                        "listener_policy.destination_missing",
                        "listener_policy.invalid",
                        "listener_policy.names_too_long",
                        "schema_registry.invalid",
                        "static_key.invalid",
                        "static_key.missing",
                        "tls_server.invalid",
                        "tls_server.names_not_covered",
                        "tls_trust_bundle.invalid",
                        "virtual_cluster.invalid",
                        "virtual_cluster.not_enforceable",
                        "kept");
    }

    /** Returns the codes of all problems. */
    private static Set<String> compare(int seed) {
        Instant now = Instant.now();
        Set<String> codes = new HashSet<>();
        Random random = new Random(seed);
        RandomResources some = new RandomResources(random);
        Resources held = Resources.NONE;
        ImageBuilder.Built byDelta = ImageBuilder.Built.NONE;
        RoutingImage ofEverything = RoutingImage.EMPTY;
        RouteChecks checks = new RouteChecks();
        for (int version = 1; version <= VERSIONS; version++) {
            Resources next = changed(held, version, random, some);

            ImageBuilder.Built built = ImageBuilder.build(next, byDelta, NODE);
            ImageBuilder.Built expected = ImageBuilder.build(next, ofEverything, NODE);

            String where = "sequence " + seed + ", version " + version;
            assertThat(built.problems()).as(where).isEqualTo(expected.problems());
            assertThat(built.image()).as(where).isEqualTo(expected.image());
            Map<UUID, Set<Integer>> brokers = Map.of(new UUID(0, 10), Set.of(1, 2, random.nextInt(3) * 1000));
            List<ConfigProblem> checked = checks.problems(built.image(), brokers, now);
            assertThat(checked).as(where).isEqualTo(new RouteChecks().problems(built.image(), brokers, now));
            checked.forEach(problem -> codes.add(problem.code()));
            built.problems().forEach(problem -> {
                codes.add(problem.code());
                codes.add(problem.message().contains("keeps its last good form") ? "kept" : "");
            });
            held = next;
            byDelta = built;
            ofEverything = expected.image();
        }
        return codes;
    }

    /** By a delta mostly; sometimes by a snapshot, of whose resources none is an object that was there before. */
    private static Resources changed(Resources held, int version, Random random, RandomResources some) {
        Map<ResourceKey, Resource> changed = new HashMap<>();
        for (int i = random.nextInt(version == 1 ? 40 : 4); i >= 0; i--) {
            Resource one = some.next(version);
            changed.put(one.getKey(), one);
        }
        Set<ResourceKey> removed = held.all().stream()
                .map(Resource::getKey)
                .filter(key -> random.nextInt(30) == 0 && !changed.containsKey(key))
                .collect(Collectors.toCollection(HashSet::new));
        Resources next = held.with(version, "", changed.values(), removed);
        if (random.nextInt(10) > 0) {
            return next;
        }
        List<Resource> copies = new ArrayList<>();
        next.all().forEach(resource -> copies.add(resource.toBuilder().build()));
        return Resources.of(version, "", copies);
    }
}
