package io.signalbox.dataplane.layer.aliases;

import io.signalbox.acl.Aliases;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.layer.TopicNames;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiMessage;

/** One client, as its aliases need to know it. For the connection's event loop. */
public interface AliasClient {

    /** Those that exist for it at this moment. */
    Aliases aliases();

    /** What is known of the aliases of its virtual cluster. */
    AliasTopics known();

    /** The topics of its virtual cluster, by the names that they have without aliases. */
    TopicNames topics();

    /** Asks the broker at the other end, by the names that topics have without aliases. */
    CompletionStage<ApiMessage> ask(Question question);
}
