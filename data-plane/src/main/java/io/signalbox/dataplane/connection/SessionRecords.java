package io.signalbox.dataplane.connection;

import io.signalbox.acl.Principal;
import io.signalbox.dataplane.config.RecordRules;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.connection.StuckConsumers.Place;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.layer.TopicQuestions;
import io.signalbox.dataplane.layer.records.RecordsClient;
import io.signalbox.dataplane.login.Identity;
import io.signalbox.records.encryption.ManagedKeys;
import io.signalbox.records.policy.Phase;
import io.signalbox.records.policy.PolicyObserver;
import io.signalbox.records.policy.RecordPolicies;
import io.signalbox.records.policy.TopicPolicies;
import io.signalbox.records.schema.Schemas;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * What becomes of the records of a session's client, worked out anew for each topic when its virtual cluster has other
 * policies, or it is another. For the client's event loop.
 */
final class SessionRecords implements RecordsClient {

    /** So many topics are remembered; after that it begins anew. */
    private static final int MAX_REMEMBERED = 1_000;

    private final Session session;
    private final ConnectionRegistry registry;
    private final TopicQuestions topics;
    private final Schemas schemas;
    private final ManagedKeys keys;
    private final Map<String, TopicPolicies> written = new HashMap<>();
    private final Map<String, TopicPolicies> read = new HashMap<>();
    private final Set<Place> stuckAt = new HashSet<>();
    private int edition;
    private VirtualCluster cluster;
    private Optional<Identity> identity;

    SessionRecords(
            Session session,
            VirtualCluster cluster,
            Optional<Identity> identity,
            ConnectionRegistry registry,
            TopicQuestions topics,
            Schemas schemas,
            ManagedKeys keys) {
        this.session = session;
        this.cluster = cluster;
        this.identity = identity;
        this.registry = registry;
        this.topics = topics;
        this.schemas = schemas;
        this.keys = keys;
    }

    /** Other policies may apply, or the client be another. */
    void follow(VirtualCluster next, Optional<Identity> now) {
        if (!now.equals(identity) || !next.records().equals(cluster.records())) {
            written.clear();
            read.clear();
        }
        edition++; // also where a namespace is another, and so the names of topics that are named by ids
        cluster = next;
        identity = now;
    }

    @Override
    public int edition() {
        return edition;
    }

    @Override
    public TopicPolicies written(String topic) {
        return of(rules().produce(), topic, written);
    }

    @Override
    public TopicPolicies read(String topic) {
        return of(rules().consume(), topic, read);
    }

    private RecordRules rules() {
        return cluster.records();
    }

    private TopicPolicies of(RecordPolicies policies, String topic, Map<String, TopicPolicies> remembered) {
        TopicPolicies known = remembered.get(topic);
        if (known != null) {
            return known;
        }
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.clear();
        }
        TopicPolicies found = policies.on(
                identity.map(SessionAccess::principal).map(Principal::fields).orElse(Map.of()), topic, schemas, keys);
        remembered.put(topic, found);
        return found;
    }

    @Override
    public TopicQuestions topics() {
        return topics;
    }

    @Override
    public PolicyObserver writes() {
        return session.traffic().policies(Phase.PRODUCE);
    }

    @Override
    public PolicyObserver reads() {
        return session.traffic().policies(Phase.CONSUME);
    }

    @Override
    public void onRefused(String topic, int partition, String reason) {
        registry.recordProblems().refused(cluster, topic, partition, reason);
    }

    @Override
    public void onStuck(String topic, int partition, long offset, String reason) {
        registry.recordProblems().stuck(cluster, topic, partition, offset, reason);
        Place place = new Place(cluster.ref(), topic, partition);
        if (stuckAt.size() < MAX_REMEMBERED) {
            stuckAt.add(place);
        }
        registry.stuckConsumers().stuck(place, offset, reason, System.nanoTime());
    }

    @Override
    public void onPassed(String topic, int partition) {
        if (!stuckAt.isEmpty()) { // mostly it is
            Place place = new Place(cluster.ref(), topic, partition);
            if (stuckAt.remove(place)) {
                registry.stuckConsumers().movedOn(place);
            }
        }
    }

    @Override
    public MemoryBudget.Share memory() {
        return session.traffic().recordsMemory;
    }

    @Override
    public Executor workers() {
        return registry.workers();
    }

    @Override
    public Executor eventLoop() {
        return session.client().eventLoop();
    }

    @Override
    public void close() {
        session.close(ConnectionEnd.RECORD_REFUSED, "it awaits no answer to a batch that a policy refuses");
    }
}
