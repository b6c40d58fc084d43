package io.signalbox.dataplane.layer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataResponseData;
import org.jspecify.annotations.Nullable;

/**
 * The names of a backend cluster's topics, by their ids. An id is never given to another topic, so that no entry ever
 * becomes wrong. For any thread.
 */
public final class TopicNames {

    private static final int MAX_REMEMBERED = 200_000;

    private final ConcurrentMap<Uuid, String> byId = new ConcurrentHashMap<>();

    /** Null for one that has not been seen. */
    public @Nullable String find(Uuid id) {
        return byId.get(id);
    }

    /** Remembers what a broker answers. */
    public void learn(MetadataResponseData answer) {
        if (byId.size() >= MAX_REMEMBERED) {
            byId.clear();
        }
        answer.topics().forEach(topic -> {
            if (topic.name() != null && !Uuid.ZERO_UUID.equals(topic.topicId())) {
                byId.putIfAbsent(topic.topicId(), topic.name());
            }
        });
    }
}
