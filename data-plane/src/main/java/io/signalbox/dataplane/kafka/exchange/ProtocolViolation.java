package io.signalbox.dataplane.kafka.exchange;

import io.signalbox.routing.CloseReason;

/** What a peer sent that is not the Kafka protocol as this gateway relays it. */
public enum ProtocolViolation implements CloseReason {
    HTTP(Kind.REJECTION, "an HTTP request came in on a Kafka port"),
    PROXY_PROTOCOL_NOT_TRUSTED(
            Kind.REJECTION,
            "a PROXY protocol header came in from an address that SIGNALBOX_PROXY_PROTOCOL_FROM does not name"),
    FRAME_TOO_LARGE(Kind.REJECTION, "a frame is longer than the limit"),
    MALFORMED_REQUEST(Kind.REJECTION, "what came in is not a Kafka request"),
    REQUEST_TIMEOUT(Kind.REJECTION, "a request that is kept together did not come in whole in time"),
    UNKNOWN_API(Kind.REJECTION, "a request has an API key that is not known"),
    UNSUPPORTED_VERSION(Kind.REJECTION, "a request has a version whose response cannot be rewritten"),
    UNEXPECTED_RESPONSE(Kind.FAILURE, "the broker answered what was not asked"),
    RESPONSE_TOO_LARGE(Kind.FAILURE, "a response that must be rewritten is longer than the limit"),
    MALFORMED_RESPONSE(Kind.FAILURE, "the broker's response is not what its version says");

    private final Kind kind;
    private final String sentence;

    ProtocolViolation(Kind kind, String sentence) {
        this.kind = kind;
        this.sentence = sentence;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public String code() {
        return this == HTTP ? "http_on_kafka_port" : CloseReason.super.code();
    }

    public String sentence() {
        return sentence;
    }
}
