package io.signalbox.dataplane.connection;

import io.signalbox.acl.Namespace;
import io.signalbox.acl.TopicAliases;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.layer.TopicNames;
import io.signalbox.dataplane.layer.aliases.AliasTopics;
import io.signalbox.dataplane.layer.names.AmbiguousTopics;
import io.signalbox.routing.Printable;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What sessions have learned of topics, by the names of brokers and by those of clients. For any thread. */
final class KnownTopics {

    private static final Logger LOG = LoggerFactory.getLogger(KnownTopics.class);

    private final ConcurrentMap<UUID, TopicNames> ofBackends = new ConcurrentHashMap<>(); // by backend cluster
    private final ConcurrentMap<View, TopicNames> ofViews = new ConcurrentHashMap<>();
    private final ConcurrentMap<View, AmbiguousTopics> ambiguous = new ConcurrentHashMap<>();
    private final ConcurrentMap<View, AliasTopics> aliases = new ConcurrentHashMap<>();

    /** By which names the clients of a virtual cluster see the topics of which backend cluster. */
    private record View(UUID virtualCluster, UUID backendCluster, Optional<Namespace> namespace, TopicAliases aliases) {

        static View of(VirtualCluster cluster) {
            return new View(cluster.id(), cluster.backendCluster().id(), cluster.namespace(), cluster.aliases());
        }

        static View withoutAliases(VirtualCluster cluster) {
            return new View(cluster.id(), cluster.backendCluster().id(), cluster.namespace(), TopicAliases.NONE);
        }
    }

    /** Forgets what is not in an image. */
    void retain(RoutingImage image) {
        ofBackends.keySet().retainAll(image.backendClusters().keySet());
        ofViews.keySet().removeIf(view -> !isIn(image, view));
        ambiguous.keySet().removeIf(view -> !isIn(image, view));
        aliases.keySet().removeIf(view -> !isIn(image, view));
    }

    private static boolean isIn(RoutingImage image, View view) {
        return image.virtualCluster(view.virtualCluster()).stream()
                .flatMap(cluster -> Stream.of(View.of(cluster), View.withoutAliases(cluster)))
                .anyMatch(view::equals);
    }

    /** By the broker's names: shared by all sessions. */
    TopicNames ofBackend(VirtualCluster cluster) {
        return ofBackends.computeIfAbsent(cluster.backendCluster().id(), unseen -> new TopicNames());
    }

    /** By the names that clients of the virtual cluster use. */
    TopicNames ofClients(VirtualCluster cluster) {
        return cluster.aliases().isEmpty()
                ? withoutAliases(cluster)
                : ofViews.computeIfAbsent(View.of(cluster), unseen -> new TopicNames());
    }

    /** By the names that topics of the virtual cluster have without aliases. */
    TopicNames withoutAliases(VirtualCluster cluster) {
        return cluster.namespace().isEmpty()
                ? ofBackend(cluster)
                : ofViews.computeIfAbsent(View.withoutAliases(cluster), unseen -> new TopicNames());
    }

    /** What is known of the aliases of a virtual cluster, whatever they are by now. */
    AliasTopics aliases(VirtualCluster cluster, Traffic traffic) {
        return aliases.computeIfAbsent(
                View.withoutAliases(cluster),
                unseen -> new AliasTopics(cluster.id(), alias -> onAliasConflict(alias, cluster, traffic)));
    }

    private static void onAliasConflict(String alias, VirtualCluster cluster, Traffic traffic) {
        traffic.aliasConflict(alias);
        LOG.warn(
                "a topic has the name of an alias, which takes its place: virtual_cluster={} topic=\"{}\"",
                cluster.ref(),
                Printable.quoted(alias));
    }

    AmbiguousTopics ambiguous(VirtualCluster cluster, Traffic traffic) {
        return ambiguous.computeIfAbsent(
                View.withoutAliases(cluster),
                unseen -> new AmbiguousTopics(topic -> onConflict(topic, cluster, traffic)));
    }

    private static void onConflict(String topic, VirtualCluster cluster, Traffic traffic) {
        if (cluster.namespace()
                .filter(namespace -> namespace.warnsOfConflict(topic))
                .isPresent()) {
            traffic.topicConflict();
            LOG.warn(
                    "two topics have one name, and the one with the prefix is shown: virtual_cluster={} topic=\"{}\"",
                    cluster.ref(),
                    Printable.quoted(topic));
        }
    }
}
