package io.signalbox.dataplane.connection;

import io.signalbox.acl.Namespace;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.layer.TopicNames;
import io.signalbox.dataplane.layer.names.AmbiguousTopics;
import io.signalbox.dataplane.layer.names.NamesClient;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.protocol.ApiMessage;

/** What the client of a session sees of the backend cluster. For the client's event loop. */
record SessionNames(
        Namespace namespace,
        VirtualCluster cluster,
        ConnectionRegistry registry,
        Function<Question, CompletionStage<ApiMessage>> broker)
        implements NamesClient {

    @Override
    public TopicNames topics() {
        return registry.topics().ofBackend(cluster);
    }

    @Override
    public AmbiguousTopics ambiguous() {
        return registry.topics().ambiguous(cluster, registry.traffic(cluster));
    }

    @Override
    public CompletionStage<ApiMessage> ask(Question question) {
        return broker.apply(question);
    }
}
