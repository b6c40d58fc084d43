package io.signalbox.bench;

import com.sun.management.ThreadMXBean;
import io.signalbox.dataplane.config.ImageBuilder;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.Resources;
import io.signalbox.dataplane.config.RouteChecks;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.connection.ClusterPlans;
import io.signalbox.dataplane.login.TokenChecks;
import io.signalbox.dataplane.registry.SchemaRegistries;
import io.signalbox.proto.config.v1.Resource;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * What one change costs a node's config thread: CPU of the thread, which other work on the machine distorts less than the time, for the
 * new set with its proof, for the image, and for what is worked out of it. The least and the median of many changes.
 */
final class ImageLoad {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 300;
    private static final int ROUNDS_OF_ALL = 60; // where a change reaches every virtual cluster
    private static final Map<UUID, Set<Integer>> BROKERS = Map.of(new UUID(0, 0), Set.of(1, 2, 3));

    private final List<Resource> declared;
    private final RouteChecks checks = new RouteChecks();
    private final List<ImageSubscriber> subscribers =
            List.of(new ClusterPlans(), new TokenChecks(new ProblemBoard()), new SchemaRegistries(new ProblemBoard()));
    private Resources held;
    private ImageBuilder.Built built;
    private long version = 1;

    private ImageLoad(int virtualClusters, int aclRules) {
        declared = ImageBenchmark.resources(virtualClusters, aclRules);
        held = Resources.of(version, "", declared);
        built = ImageBuilder.build(held, ImageBuilder.Built.NONE, ImageBenchmark.NODE);
        publish(built.image());
    }

    public static void main(String[] arguments) {
        System.out.println("CPU of the thread, ms: least (median)");
        System.out.println("| virtual clusters | rules each | changed | set and proof | image | published | all |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        new ImageLoad(1_000, 50).compile();
        for (int rules : List.of(0, 50)) {
            for (int clusters : List.of(100, 1_000, 10_000)) {
                new ImageLoad(clusters, rules).print(clusters + " | " + rules);
            }
        }
    }

    private void compile() {
        changes().forEach((what, change) -> measure(change, ROUNDS));
    }

    private void print(String size) {
        changes().forEach((what, change) -> {
            List<long[]> parts = measure(change, what.startsWith("backend") ? ROUNDS_OF_ALL : ROUNDS);
            StringBuilder row = new StringBuilder("| " + size + " | " + what + " |");
            parts.forEach(part ->
                    row.append(String.format(" %.2f (%.2f) |", part[0] / 1e6, part[part.length / 2] / 1e6)));
            System.out.println(row);
        });
    }

    private Map<String, LongFunction<Resource>> changes() {
        Map<String, LongFunction<Resource>> changes = new LinkedHashMap<>();
        changes.put("a virtual cluster's name", next -> {
            Resource.Builder one = find(Resource::hasVirtualCluster, next);
            one.getVirtualClusterBuilder().setName("name-" + next);
            return one.build();
        });
        if (declared.stream().anyMatch(Resource::hasVirtualClusterPolicy)) {
            changes.put("a policy's rules", next -> {
                Resource.Builder one = find(Resource::hasVirtualClusterPolicy, next);
                one.getVirtualClusterPolicyBuilder()
                        .getAclsBuilder()
                        .getRulesBuilder(0)
                        .getResourceNamesBuilder()
                        .setNames(0, "topic-" + next);
                return one.build();
            });
        }
        changes.put("the listener's name", next -> {
            Resource.Builder one = find(Resource::hasListener, next);
            one.getListenerBuilder().setName("name-" + next);
            return one.build();
        });
        changes.put("backend cluster, of all", next -> {
            Resource.Builder one = find(Resource::hasBackendCluster, next);
            one.getBackendClusterBuilder().setName("name-" + next);
            return one.build();
        });
        return changes;
    }

    private Resource.Builder find(Predicate<Resource> kind, long next) {
        return declared.stream().filter(kind).findFirst().orElseThrow().toBuilder()
                .setVersion(next);
    }

    /** Each of the parts, and all of them together, sorted. */
    private List<long[]> measure(LongFunction<Resource> change, int rounds) {
        List<long[]> parts = new ArrayList<>();
        for (int part = 0; part < 4; part++) {
            parts.add(new long[rounds]);
        }
        for (int round = 0; round < rounds; round++) {
            version++;
            List<Resource> changed = List.of(change.apply(version));
            long began = THREADS.getCurrentThreadCpuTime();
            Resources next = held.with(version, "", changed, List.of());
            if (next.sumDigest().equals(held.sumDigest())) {
                throw new IllegalStateException("nothing changed");
            }
            long set = THREADS.getCurrentThreadCpuTime();
            built = ImageBuilder.build(next, built, ImageBenchmark.NODE);
            long image = THREADS.getCurrentThreadCpuTime();
            publish(built.image());
            long published = THREADS.getCurrentThreadCpuTime();
            held = next;
            parts.get(0)[round] = set - began;
            parts.get(1)[round] = image - set;
            parts.get(2)[round] = published - image;
            parts.get(3)[round] = published - began;
        }
        parts.forEach(Arrays::sort);
        return parts;
    }

    private void publish(RoutingImage image) {
        subscribers.forEach(subscriber -> subscriber.onImage(image));
        checks.problems(image, BROKERS, Instant.EPOCH);
    }
}
