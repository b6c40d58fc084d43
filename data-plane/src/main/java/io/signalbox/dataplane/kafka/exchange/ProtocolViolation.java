package io.signalbox.dataplane.kafka.exchange;

/** What a peer sent that is not the Kafka protocol as this gateway relays it; {@link #code} is for logs and metrics. */
public enum ProtocolViolation {
    HTTP("http_on_kafka_port", "an HTTP request came in on a Kafka port"),
    PROXY_PROTOCOL_NOT_TRUSTED(
            "proxy_protocol_not_trusted",
            "a PROXY protocol header came in from an address that SIGNALBOX_PROXY_PROTOCOL_FROM does not name"),
    FRAME_TOO_LARGE("frame_too_large", "a frame is longer than the limit"),
    MALFORMED_REQUEST("malformed_request", "what came in is not a Kafka request"),
    UNKNOWN_API("unknown_api", "a request has an API key that is not known"),
    UNSUPPORTED_VERSION("unsupported_version", "a request has a version whose response cannot be rewritten"),
    UNEXPECTED_RESPONSE("unexpected_response", "the broker answered what was not asked"),
    RESPONSE_TOO_LARGE("response_too_large", "a response that must be rewritten is longer than the limit"),
    MALFORMED_RESPONSE("malformed_response", "the broker's response is not what its version says");

    private final String code;
    private final String sentence;

    ProtocolViolation(String code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    public String code() {
        return code;
    }

    public String sentence() {
        return sentence;
    }
}
