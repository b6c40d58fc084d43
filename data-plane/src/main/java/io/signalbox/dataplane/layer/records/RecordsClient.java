package io.signalbox.dataplane.layer.records;

import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.layer.TopicQuestions;
import io.signalbox.records.policy.PolicyObserver;
import io.signalbox.records.policy.TopicPolicies;
import java.util.concurrent.Executor;

/** One client, as the policies for records need to know it. For the connection's event loop. */
public interface RecordsClient {

    /** Another number once what is said of topics may be another. */
    int edition();

    /** What becomes of records that it writes to a topic, by the rules of this moment. */
    TopicPolicies written(String topic);

    /** What becomes of records that it reads from a topic. */
    TopicPolicies read(String topic);

    /** The topics of the backend cluster. */
    TopicQuestions topics();

    /** Counts what policies do to what it writes. */
    PolicyObserver writes();

    /** Counts what policies do to what it reads. */
    PolicyObserver reads();

    /** A batch that it wrote was refused. */
    void onRefused(String topic, int partition, String reason);

    /** It is not given a record, nor what stands behind it. */
    void onStuck(String topic, int partition, long offset, String reason);

    /** It is given something of a partition, or nothing, but is not held up there. */
    void onPassed(String topic, int partition);

    /** For what is made of its records, by whoever works on them. */
    MemoryBudget.Share memory();

    /** For work that is too long for an event loop. */
    Executor workers();

    /** Of its connection. */
    Executor eventLoop();

    /** Ends the connection of one whose batch was refused and who awaits no answer. */
    void close();
}
