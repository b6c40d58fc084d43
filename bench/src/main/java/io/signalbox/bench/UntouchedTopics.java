package io.signalbox.bench;

import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.layer.TopicNames;
import io.signalbox.dataplane.layer.TopicQuestions;
import io.signalbox.dataplane.layer.records.RecordsClient;
import io.signalbox.records.policy.PolicyObserver;
import io.signalbox.records.policy.TopicPolicies;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A client of a virtual cluster with policies for records, none of whose conditions holds for its topics. */
final class UntouchedTopics implements RecordsClient {

    private final TopicQuestions topics;
    private final MemoryBudget.Share memory = MemoryBudget.unlimited().share();

    UntouchedTopics(TopicNames known) {
        topics = new TopicQuestions(
                known,
                question -> CompletableFuture.failedFuture(new IllegalStateException("nothing has to be asked")));
    }

    @Override
    public int edition() {
        return 1;
    }

    @Override
    public TopicPolicies written(String topic) {
        return TopicPolicies.NONE;
    }

    @Override
    public TopicPolicies read(String topic) {
        return TopicPolicies.NONE;
    }

    @Override
    public TopicQuestions topics() {
        return topics;
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
        throw new IllegalStateException("refused: " + reason);
    }

    @Override
    public void onStuck(String topic, int partition, long offset, String reason) {
        throw new IllegalStateException("stuck: " + reason);
    }

    @Override
    public void onPassed(String topic, int partition) {
        // Nobody counts.
    }

    @Override
    public MemoryBudget.Share memory() {
        return memory;
    }

    @Override
    public Executor workers() {
        return Runnable::run;
    }

    @Override
    public Executor eventLoop() {
        return Runnable::run;
    }

    @Override
    public void close() {
        throw new IllegalStateException("it was refused something");
    }
}
