package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Authorizer;
import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.layer.TopicNames;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiMessage;

/** One client, as access control needs to know it. For the connection's event loop. */
public interface AccessClient {

    /** What it may do, by the rules of this moment. */
    Authorizer authorizer();

    /** The topics of the backend cluster. */
    TopicNames topics();

    /** Asks the broker at the other end. */
    CompletionStage<ApiMessage> ask(Question question);

    /** Counts a decision, and has a denial logged. */
    void onDecision(Operation operation, ResourceType type, String name, boolean allowed);

    /** Counts decisions by which something is allowed. */
    void onAllowed(ResourceType type, int times);

    /** Ends the connection of one who is denied something and awaits no answer. */
    void close();
}
