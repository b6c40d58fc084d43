package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Authorizer;
import io.signalbox.acl.Authorizer.Reach;
import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.Refusals;
import io.signalbox.dataplane.layer.TopicQuestions;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * A request that is judged, and what its client may do.
 *
 * @param shared what the connection's share session is about
 */
record Asked(ApiKeys api, short version, Authorizer authorizer, AccessClient client, SharedTopics shared) {

    /** Whether the client may do this; counted, and logged if not. */
    boolean may(Operation operation, ResourceType type, String name) {
        boolean allowed = authorizer.allows(operation, type, name);
        client.onDecision(operation, type, name, allowed);
        return allowed;
    }

    boolean mayTopic(Operation operation, String name) {
        return may(operation, ResourceType.TOPIC, name);
    }

    boolean mayGroup(Operation operation, String name) {
        return may(operation, ResourceType.GROUP, name);
    }

    boolean mayTransaction(Operation operation, String name) {
        return may(operation, ResourceType.TRANSACTIONAL_ID, name);
    }

    boolean mayCluster(Operation operation) {
        return may(operation, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME);
    }

    /** As {@link #may} where a denial is no refusal: of what is left out of a list. */
    boolean sees(Operation operation, ResourceType type, String name) {
        return authorizer.allows(operation, type, name);
    }

    boolean seesTopic(String name) {
        return sees(Operation.DESCRIBE, ResourceType.TOPIC, name);
    }

    /** As {@link #sees}: of what another permission may make up for. */
    boolean seesCluster(Operation operation) {
        return sees(operation, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME);
    }

    /** Whether the client may do this to any topic at all. */
    boolean mayAnyTopic(Operation operation) {
        boolean allowed = authorizer.reach(operation, ResourceType.TOPIC) != Reach.NONE;
        client.onDecision(operation, ResourceType.TOPIC, "*", allowed);
        return allowed;
    }

    /** The authorized operations of a resource as Kafka's responses have them. */
    int bits(ResourceType type, String name) {
        int bits = 0;
        for (Operation operation : AuthorizedOperations.of(type)) {
            bits |= authorizer.allows(operation, type, name) ? 1 << operation.code() : 0;
        }
        return bits;
    }

    /** {@code error} as the answer to all of a request, in the form that this API has for it. */
    Verdict refuse(ApiMessage request, Errors error) {
        return new Verdict.Answer(refusal(request, error));
    }

    /** As {@link #refuse}. */
    ApiMessage refusal(ApiMessage request, Errors error) {
        return Refusals.of(api, version, request, error);
    }

    /** The name of a topic that a request names by its id; empty when there is none. */
    Optional<String> topic(Uuid id) {
        return Optional.ofNullable(client.topics().find(id));
    }

    /** Goes on once the names of these topics are known. */
    Verdict withTopics(Collection<Uuid> ids, Supplier<Verdict> next) {
        return questions().withTopics(ids, next);
    }

    /** Goes on once the names of all topics are known, of which an answer may have the ids only. */
    Verdict withAllTopics(Supplier<Verdict> next) {
        return questions().withAllTopics(next);
    }

    private TopicQuestions questions() {
        return new TopicQuestions(client.topics(), client::ask);
    }

    /** A client that knows topics by their ids learns no more of a foreign one than that it may not use it. */
    Errors judgeTopic(Operation operation, Uuid id) {
        return topic(id)
                .map(name -> mayTopic(operation, name) ? Errors.NONE : Errors.TOPIC_AUTHORIZATION_FAILED)
                .orElse(Errors.UNKNOWN_TOPIC_ID);
    }

    Errors judgeTopic(Operation operation, String name) {
        return mayTopic(operation, name) ? Errors.NONE : Errors.TOPIC_AUTHORIZATION_FAILED;
    }

    Errors judgeGroup(Operation operation, String name) {
        return mayGroup(operation, name) ? Errors.NONE : Errors.GROUP_AUTHORIZATION_FAILED;
    }

    Errors judgeTransaction(Operation operation, String name) {
        return mayTransaction(operation, name) ? Errors.NONE : Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
    }

    Errors judgeCluster(Operation operation) {
        return mayCluster(operation) ? Errors.NONE : Errors.CLUSTER_AUTHORIZATION_FAILED;
    }
}
