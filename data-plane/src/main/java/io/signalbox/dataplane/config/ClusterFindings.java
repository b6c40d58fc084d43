package io.signalbox.dataplane.config;

import io.signalbox.routing.HostFormat;
import io.signalbox.routing.SharedMap;
import io.signalbox.routing.SniRouting;
import io.signalbox.routing.VirtualClusterRef;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Of which virtual clusters of {@code sni} policies something is true. It is remembered: between two images only those are asked
 * again that changed, and all of them when brokers changed. For one thread.
 */
final class ClusterFindings {

    private final Map<Question, Answer> answers = new HashMap<>();
    private final Set<Question> asked = new HashSet<>();
    private RoutingImage image = RoutingImage.EMPTY;
    private Map<UUID, Set<Integer>> brokers = Map.of();

    /**
     * What is asked.
     *
     * @param about beside the names that a policy makes, what the answer depends on; two kinds of questions have none in common
     */
    private record Question(String suffix, HostFormat format, Object about) {}

    /** The virtual clusters of which it is true, by DNS label, and those among which they were found. */
    private record Answer(
            SharedMap<String, VirtualClusterRef> labels,
            SharedMap<UUID, VirtualCluster> clusters,
            TreeMap<String, VirtualClusterRef> found) {}

    /** What is asked until this is called again is of these. What was not asked since the last time is forgotten. */
    void begin(RoutingImage next, Map<UUID, Set<Integer>> known) {
        answers.keySet().retainAll(asked);
        asked.clear();
        if (!known.equals(brokers)) {
            answers.clear();
        }
        image = next;
        brokers = Map.copyOf(known);
    }

    /** In the order of DNS labels. */
    @SuppressWarnings("ReferenceEquality") // a listener that keeps its last good form has the labels of that time
    List<VirtualClusterRef> among(SniRouting policy, Object about, Predicate<VirtualClusterRef> holds) {
        if (policy.byDnsLabel() != image.byDnsLabel()) {
            return policy.byDnsLabel().values().stream()
                    .filter(holds)
                    .sorted(Comparator.comparing(VirtualClusterRef::dnsLabel))
                    .toList();
        }
        Question question = new Question(policy.suffix(), policy.format(), about);
        asked.add(question);
        Answer last = answers.getOrDefault(question, new Answer(SharedMap.empty(), SharedMap.empty(), new TreeMap<>()));
        changedLabels(last).distinct().forEach(label -> {
            VirtualClusterRef cluster = image.byDnsLabel().get(label);
            if (cluster != null && holds.test(cluster)) {
                last.found().put(label, cluster);
            } else {
                last.found().remove(label);
            }
        });
        answers.put(question, new Answer(image.byDnsLabel(), image.virtualClusters(), last.found()));
        return List.copyOf(last.found().values());
    }

    /** A virtual cluster may have other brokers behind it under the label that it had. */
    private Stream<String> changedLabels(Answer last) {
        return Stream.concat(
                image.byDnsLabel().keysThatDiffer(last.labels()),
                image.virtualClusters()
                        .keysThatDiffer(last.clusters())
                        .flatMap(id -> image.virtualCluster(id).stream())
                        .filter(now -> !hasTheSameBehind(now, last.clusters().get(now.id())))
                        .map(VirtualCluster::dnsLabel));
    }

    private static boolean hasTheSameBehind(VirtualCluster now, @Nullable VirtualCluster before) {
        return before != null
                && before.backendCluster().id().equals(now.backendCluster().id());
    }
}
