package io.signalbox.dataplane.kafka.exchange;

/** A peer does not speak the Kafka protocol as this gateway relays it; the connection cannot go on. */
public final class ProtocolViolationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProtocolViolation violation;

    public ProtocolViolationException(ProtocolViolation violation, String detail) {
        super(violation.sentence() + ": " + detail, null, false, false); // no stack: it is the peer's mistake
        this.violation = violation;
    }

    public ProtocolViolation violation() {
        return violation;
    }
}
