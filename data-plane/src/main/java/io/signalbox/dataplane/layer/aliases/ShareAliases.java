package io.signalbox.dataplane.layer.aliases;

import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.Fetches;
import io.signalbox.dataplane.layer.aliases.Rules.Rule;
import io.signalbox.dataplane.layer.aliases.TopicParts.Form;
import io.signalbox.dataplane.layer.aliases.TopicParts.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Records of share groups. A share session is one connection's, and tells of topics that were asked for before: they have
 * the ids by which this connection asked for them last.
 */
final class ShareAliases {

    private static final TopicParts<ShareFetchRequestData, ?, ?> FETCHED = TopicParts.of(
            ShareFetchRequestData.class,
            ShareFetchResponseData.class,
            ShareFetchRequestData::topics,
            new Form<>(
                    topic -> "",
                    (topic, name) -> {},
                    ShareFetchRequestData.FetchTopic::topicId,
                    ShareFetchRequestData.FetchTopic::setTopicId),
            (to, from) -> {});

    private static final TopicParts<ShareAcknowledgeRequestData, ?, ?> ACKNOWLEDGED = TopicParts.of(
            ShareAcknowledgeRequestData.class,
            ShareAcknowledgeResponseData.class,
            ShareAcknowledgeRequestData::topics,
            new Form<>(
                    topic -> "",
                    (topic, name) -> {},
                    ShareAcknowledgeRequestData.AcknowledgeTopic::topicId,
                    ShareAcknowledgeRequestData.AcknowledgeTopic::setTopicId),
            (to, from) -> {});

    private ShareAliases() {}

    static Map<ApiKeys, Rule> all() {
        return Map.ofEntries(
                Rule.of(ApiKeys.SHARE_FETCH, ShareFetchRequestData.class, ShareAliases::fetch),
                Rule.of(ApiKeys.SHARE_ACKNOWLEDGE, ShareAcknowledgeRequestData.class, ShareAliases::acknowledge));
    }

    private static Verdict fetch(ShareFetchRequestData request, Asked asked) {
        Stream<Uuid> ids = Stream.concat(
                ids(request, FETCHED),
                request.forgottenTopicsData().stream().map(ShareFetchRequestData.ForgottenTopic::topicId));
        return asked.withTopics(ids, () -> {
            if (request.shareSessionEpoch() == 0) {
                asked.shared().clear(); // a session begins
            }
            request.forgottenTopicsData().forEach(topic -> topic.setTopicId(asked.topic(topic.topicId())));
            Verdict verdict = renamed(request, asked, FETCHED);
            if (!asked.shared().isEmpty()) {
                request.setMaxBytes(Fetches.limited(request.maxBytes()));
            }
            return verdict;
        });
    }

    private static Verdict acknowledge(ShareAcknowledgeRequestData request, Asked asked) {
        return asked.withTopics(ids(request, ACKNOWLEDGED), () -> renamed(request, asked, ACKNOWLEDGED));
    }

    private static <Q extends ApiMessage, T> Stream<Uuid> ids(Q request, TopicParts<Q, ?, T> parts) {
        return parts.all(request).stream().map(parts::id);
    }

    private static <Q extends ApiMessage, T> Verdict renamed(Q request, Asked asked, TopicParts<Q, ?, T> parts) {
        List<Place> places = parts.all(request).stream()
                .map(topic -> place(parts.id(topic), asked))
                .toList();
        parts.only(request, places, 0);
        Names names = new Names(asked.api());
        asked.shared().forEach(names::add);
        return new Verdict.Forward(true, names.changesAnything() ? Optional.of(Memory.of(names)) : Optional.empty());
    }

    private static Place place(Uuid id, Asked asked) {
        Uuid brokers = asked.topic(id);
        if (brokers.equals(id)) {
            asked.shared().remove(brokers);
        } else {
            asked.shared().put(brokers, id);
        }
        return new Place(0, "", brokers);
    }
}
