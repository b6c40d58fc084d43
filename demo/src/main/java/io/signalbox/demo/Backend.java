package io.signalbox.demo;

import io.signalbox.testbed.Console;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.ProcessFailedException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Node;

/** The real brokers that the tour puts a gateway in front of. */
record Backend(String bootstrapServers, List<Integer> nodeIds) {

    private static final int ANSWER_LIMIT_MILLIS = 15_000;

    Backend {
        nodeIds = List.copyOf(nodeIds);
    }

    static Backend of(KafkaCluster cluster) {
        return new Backend(cluster.bootstrapServers(), cluster.nodeIds());
    }

    /** Asks the user's own brokers, without any gateway, for their ids. */
    static Backend ask(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers,
                "default.api.timeout.ms", ANSWER_LIMIT_MILLIS,
                "request.timeout.ms", ANSWER_LIMIT_MILLIS / 2))) {
            List<Integer> ids = admin
                    .describeCluster(new DescribeClusterOptions().timeoutMs(ANSWER_LIMIT_MILLIS))
                    .nodes()
                    .get(ANSWER_LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                    .stream()
                    .map(Node::id)
                    .sorted()
                    .toList();
            return new Backend(bootstrapServers, ids);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessFailedException("interrupted", e);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            throw new ProcessFailedException(
                    "no Kafka broker answered at " + bootstrapServers + " (plaintext, no authentication): "
                            + Console.message(e),
                    e);
        }
    }

    int replicationFactor() {
        return Math.min(3, nodeIds.size());
    }
}
