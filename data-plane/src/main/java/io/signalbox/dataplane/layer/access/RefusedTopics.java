package io.signalbox.dataplane.layer.access;

import io.signalbox.dataplane.layer.Fetches;
import io.signalbox.dataplane.layer.TopicNames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.jspecify.annotations.Nullable;

/** Topics of a Fetch that its client may not read, and what it is told of them. Never changed. */
final class RefusedTopics {

    private final short version;
    private final byte[] asked;
    private final List<String> names;
    private final byte[] answers;

    private RefusedTopics(short version, byte[] asked, List<String> names, byte[] answers) {
        this.version = version;
        this.asked = asked;
        this.names = List.copyOf(names);
        this.answers = answers;
    }

    /**
     * Of so many topics whose bytes, as a request of the version has them, are {@code asked}; null where the name of one is not
     * known.
     */
    static @Nullable RefusedTopics of(short version, byte[] asked, int count, TopicNames known) {
        ByteBufferAccessor readable = new ByteBufferAccessor(ByteBuffer.wrap(asked));
        FetchRequestData request = new FetchRequestData();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FetchTopic topic = new FetchTopic(readable, version);
            String name = Fetches.isById(version) ? known.find(topic.topicId()) : topic.topic();
            if (name == null) {
                return null;
            }
            names.add(name);
            request.topics().add(topic);
        }
        return new RefusedTopics(
                version,
                asked,
                names,
                encoded(
                        version,
                        RecordChecks.refuseToFetch(request, Errors.TOPIC_AUTHORIZATION_FAILED)
                                .responses()));
    }

    private static byte[] encoded(short version, List<FetchableTopicResponse> topics) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator size = new MessageSizeAccumulator();
        topics.forEach(topic -> topic.addSize(size, cache, version));
        ByteBuffer bytes = ByteBuffer.allocate(size.totalSize());
        ByteBufferAccessor writable = new ByteBufferAccessor(bytes);
        topics.forEach(topic -> topic.write(writable, cache, version));
        return bytes.array();
    }

    /** Whether a request asked for the same. */
    boolean are(short ofVersion, byte[] others) {
        return ofVersion == version && Arrays.equals(others, asked);
    }

    int count() {
        return names.size();
    }

    List<String> names() {
        return names;
    }

    /** The topics of an answer; nobody writes to it. */
    byte[] answers() {
        return answers;
    }

    /** The same as objects. */
    List<FetchableTopicResponse> decoded() {
        ByteBufferAccessor readable = new ByteBufferAccessor(ByteBuffer.wrap(answers));
        List<FetchableTopicResponse> topics = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            topics.add(new FetchableTopicResponse(readable, version));
        }
        return topics;
    }
}
