package io.signalbox.dataplane.layer.records;

import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.layer.TopicNames;
import io.signalbox.dataplane.layer.TopicQuestions;
import io.signalbox.records.policy.PolicyObserver;
import io.signalbox.records.policy.TopicPolicies;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A client with one worker and one event loop, by whose names threads can be told. */
final class FakeRecordsClient implements RecordsClient {

    static final String WORKER = "worker";
    static final String LOOP = "loop";
    static final long MEMORY_BYTES = 64 * 1024 * 1024;

    final List<String> told = new CopyOnWriteArrayList<>();
    final MemoryBudget memory = new MemoryBudget(MEMORY_BYTES);
    private final MemoryBudget.Share share = memory.share();
    TopicPolicies policies = TopicPolicies.NONE;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> new Thread(task, WORKER));
    private final ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, LOOP));

    void shutDown() {
        worker.shutdownNow();
        loop.shutdownNow();
    }

    @Override
    public int edition() {
        return System.identityHashCode(policies);
    }

    @Override
    public TopicPolicies written(String topic) {
        return policies;
    }

    @Override
    public TopicPolicies read(String topic) {
        return policies;
    }

    @Override
    public TopicQuestions topics() {
        return new TopicQuestions(new TopicNames(), question -> {
            throw new AssertionError("topics are named");
        });
    }

    @Override
    public PolicyObserver writes() {
        return PolicyObserver.NONE;
    }

    @Override
    public PolicyObserver reads() {
        return PolicyObserver.NONE;
    }

    @Override
    public void onRefused(String topic, int partition, String reason) {
        told.add("refused " + topic + " " + partition + " " + reason);
    }

    @Override
    public void onStuck(String topic, int partition, long offset, String reason) {
        told.add("stuck " + topic + " " + partition + " " + offset + " " + reason);
    }

    @Override
    public void onPassed(String topic, int partition) {
        told.add("passed " + topic + " " + partition);
    }

    @Override
    public MemoryBudget.Share memory() {
        return share;
    }

    @Override
    public Executor workers() {
        return worker;
    }

    @Override
    public Executor eventLoop() {
        return loop;
    }

    @Override
    public void close() {
        told.add("closed");
    }
}
