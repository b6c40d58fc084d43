package io.signalbox.dataplane.layer.aliases;

import io.signalbox.acl.Aliases;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.Refusals;
import io.signalbox.dataplane.layer.aliases.AliasTopics.Meaning;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A request, and the aliases that exist for its client.
 *
 * @param shared by which ids the connection knows topics of its share session, by their own
 */
record Asked(ApiKeys api, short version, AliasClient client, Aliases aliases, Map<Uuid, Uuid> shared) {

    /** The oldest version that takes ids. */
    private static final short METADATA_BY_ID = 12;

    /** What the topic is called, without its alias, that the client means. */
    String topic(String name) {
        return aliases.topic(name);
    }

    /** What the client sees where it asks by this name for the topic with this id. */
    Uuid idOf(String name, Uuid topic) {
        return aliases.has(name) ? client.known().id(name, topic) : topic;
    }

    /** Whether an id is that of an alias which exists. */
    boolean isAlias(Uuid id) {
        return alias(id).isPresent();
    }

    Optional<String> alias(Uuid id) {
        return meaning(id).map(Meaning::alias);
    }

    private Optional<Meaning> meaning(Uuid id) {
        return Optional.ofNullable(client.known().find(id)).filter(this::holds);
    }

    /** An alias may be gone, or stand for another topic by now. */
    private boolean holds(Meaning meaning) {
        return aliases.has(meaning.alias())
                && aliases.topic(meaning.alias()).equals(client.topics().find(meaning.topic()));
    }

    /** The topic's own id; of what is none that the client sees, one that no topic has. */
    Uuid topic(Uuid id) {
        if (Uuid.ZERO_UUID.equals(id)) {
            return id;
        }
        if (client.known().find(id) != null) {
            return meaning(id).map(Meaning::topic).orElseGet(Uuid::randomUuid);
        }
        @Nullable String name = client.topics().find(id);
        return name == null || aliases.has(name) ? Uuid.randomUuid() : id;
    }

    /** Whether a topic, which may be named or not, has the name of an alias. */
    boolean isShadowed(String name, Uuid id) {
        @Nullable String found = name.isEmpty() ? client.topics().find(id) : name;
        return found != null && aliases.has(found);
    }

    /** Goes on once it is known which topics there are, and what ids these have. */
    Verdict withAll(Supplier<Verdict> next) {
        MetadataRequestData everything =
                new MetadataRequestData().setTopics(null).setAllowAutoTopicCreation(false);
        return new Verdict.Later(askMetadata(METADATA_BY_ID, everything).thenApply(seen -> next.get()));
    }

    /** Goes on once it is known what these ids stand for; the broker is asked for those that never were seen. */
    Verdict withTopics(Stream<Uuid> ids, Supplier<Verdict> next) {
        List<Uuid> unknown = ids.distinct()
                .filter(id -> !Uuid.ZERO_UUID.equals(id)
                        && client.known().find(id) == null
                        && client.topics().find(id) == null)
                .toList();
        if (unknown.isEmpty()) {
            return next.get();
        }
        List<MetadataRequestTopic> byId = unknown.stream()
                .map(id -> new MetadataRequestTopic().setTopicId(id).setName(null))
                .toList();
        return new Verdict.Later(learn(byId).thenCompose(seen -> learnAliases()).thenApply(seen -> next.get()));
    }

    /** Goes on once the ids of these topics are known, as far as there are such topics. */
    Verdict withNames(Collection<String> names, Supplier<Verdict> next) {
        return new Verdict.Later(learn(byName(names.stream())).thenApply(seen -> next.get()));
    }

    /** An id that nobody knows may be that which another node gave an alias. */
    private CompletionStage<MetadataResponseData> learnAliases() {
        return learn(byName(aliases.targets().values().stream()
                        .map(Aliases.Target::topic)
                        .distinct()))
                .thenApply(answer -> {
                    aliases.targets().forEach((alias, target) -> {
                        @Nullable MetadataResponseTopic topic = answer.topics().find(target.topic());
                        if (topic != null) {
                            client.known().id(alias, topic.topicId());
                        }
                    });
                    return answer;
                });
    }

    private static List<MetadataRequestTopic> byName(Stream<String> names) {
        return names.map(name -> new MetadataRequestTopic().setName(name)).toList();
    }

    private CompletionStage<MetadataResponseData> learn(List<MetadataRequestTopic> topics) {
        return askMetadata(
                METADATA_BY_ID, new MetadataRequestData().setTopics(topics).setAllowAutoTopicCreation(false));
    }

    /** Asks without aliases, and remembers what is answered. */
    CompletionStage<MetadataResponseData> askMetadata(short metadataVersion, MetadataRequestData question) {
        return client.ask(Question.ofLayer(ApiKeys.METADATA, metadataVersion, question))
                .thenApply(answer -> {
                    MetadataResponseData metadata = (MetadataResponseData) answer;
                    client.topics().learn(metadata);
                    return metadata;
                });
    }

    /** {@code error} as the answer to all of a request, in the form that this API has for it. */
    ApiMessage refusal(ApiMessage request, Errors error) {
        return Refusals.of(api, version, request, error);
    }
}
