package io.signalbox.dataplane.layer.names;

import io.signalbox.acl.Namespace;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.layer.TopicNames;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiMessage;

/** One client, as its namespace needs to know it. For the connection's event loop. */
public interface NamesClient {

    Namespace namespace();

    /** The topics of the backend cluster. */
    TopicNames topics();

    /** Which of the names that two topics may have belong to which of them, in this namespace. */
    AmbiguousTopics ambiguous();

    /** Asks the broker at the other end, by the broker's names. */
    CompletionStage<ApiMessage> ask(Question question);
}
