package io.signalbox.dataplane.layer;

import java.util.Optional;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.AbstractRequest;

/** Answers to requests that go no further. */
public final class Refusals {

    private Refusals() {}

    /** {@code error} as the answer to all of a request, in the form that the Kafka library has for this API. */
    public static ApiMessage of(ApiKeys api, short version, ApiMessage request, Errors error) {
        return AbstractRequest.parseRequest(api, version, MessageUtil.toByteBufferAccessor(request, version))
                .request
                .getErrorResponse(0, error.exception())
                .data();
    }

    /** The answer to who subscribes by a pattern, which brokers would apply to all the names there are. */
    public static Optional<ApiMessage> ofPattern(ConsumerGroupHeartbeatRequestData request) {
        String pattern = request.subscribedTopicRegex();
        return pattern == null || pattern.isEmpty()
                ? Optional.empty()
                : Optional.of(new ConsumerGroupHeartbeatResponseData()
                        .setErrorCode(Errors.INVALID_REGULAR_EXPRESSION.code())
                        .setErrorMessage("Patterns that the broker evaluates are not offered here."));
    }
}
