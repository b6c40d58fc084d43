package io.signalbox.dataplane.layer.names;

import io.signalbox.acl.Namespace;
import io.signalbox.acl.Namespace.Kind;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.Refusals;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * A request, and what becomes of the names in it.
 *
 * @param again has another look at the request
 */
record Asked(ApiKeys api, short version, NamesClient client, RequestRename rename, Supplier<Verdict> again) {

    Namespace namespace() {
        return client.namespace();
    }

    /** Whether a client may be told of what the broker calls {@code name}. */
    boolean sees(Kind kind, String name) {
        return rename.asked().containsKey(name) || namespace().sees(kind, name);
    }

    boolean seesTopic(String name) {
        return sees(Kind.TOPIC, name);
    }

    /** The same of a topic by its id, or by one that stands for nothing. */
    boolean seesTopic(Uuid id) {
        return rename.askedIds().containsKey(id)
                || Optional.ofNullable(client.topics().find(id))
                        .filter(this::seesTopic)
                        .isPresent();
    }

    /** The client's name of what the broker calls {@code name}; empty for what it does not see. */
    Optional<String> clients(Kind kind, String name) {
        return Optional.ofNullable(rename.asked().get(name))
                .or(() -> namespace().back(kind, name));
    }

    /** Whether {@code name} stands in the place of one that the client may not use. */
    boolean isRefused(Kind kind, String name) {
        return Optional.ofNullable(rename.asked().get(name))
                .filter(said -> name.equals(namespace().nothing(kind, said)))
                .isPresent();
    }

    /** {@code error} as the answer to all of a request, in the form that this API has for it. */
    Verdict refuse(ApiMessage request, Errors error) {
        return new Verdict.Answer(Refusals.of(api, version, request, error));
    }

    /** Asks the broker for metadata first, and then has another look at the request. */
    Verdict after(short metadataVersion, MetadataRequestData question, Consumer<MetadataResponseData> learn) {
        question.setAllowAutoTopicCreation(false);
        return new Verdict.Later(client.ask(Question.ofLayer(ApiKeys.METADATA, metadataVersion, question))
                .thenApply(answer -> {
                    learn.accept((MetadataResponseData) answer);
                    return again.get();
                }));
    }
}
