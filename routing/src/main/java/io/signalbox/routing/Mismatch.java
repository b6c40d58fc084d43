package io.signalbox.routing;

/** Why a policy does not match an arrival (contract sections 3.3 and 3.4). */
public enum Mismatch implements Match {
    /** Port mapping: the local port is neither the bootstrap port nor a broker's. */
    PORT_NOT_MAPPED(Rejection.Reason.NO_MATCHING_POLICY, "the local port belongs to no broker"),
    /** SNI: there is no server name without TLS. */
    NOT_TLS(Rejection.Reason.NO_MATCHING_POLICY, "the connection is not TLS"),
    NO_SERVER_NAME(Rejection.Reason.NO_SNI, "the client sends no server name"),
    OTHER_SUFFIX(Rejection.Reason.UNKNOWN_SNI, "the server name does not end with the policy's suffix"),
    /** Neither {@code bootstrap} nor {@code broker-<id>} stands where the host format has it. */
    NO_TARGET(
            Rejection.Reason.UNKNOWN_SNI,
            "the server name begins neither with bootstrap nor with broker-<id> as the policy's host format has it"),
    UNKNOWN_DNS_LABEL(
            Rejection.Reason.UNKNOWN_SNI, "no virtual cluster of the gateway has the dns_label in the server name"),
    /** SNI: the name has the right form, but is longer than DNS allows, and therefore never advertised. */
    BROKER_NOT_EXPOSED(
            Rejection.Reason.BROKER_NOT_EXPOSED,
            "the name is longer than DNS allows, so the policy does not expose it");

    private final Rejection.Reason reason;
    private final String sentence;

    Mismatch(Rejection.Reason reason, String sentence) {
        this.reason = reason;
        this.sentence = sentence;
    }

    /** What the connection is rejected for when no other policy matches. */
    public Rejection.Reason reason() {
        return reason;
    }

    /** For people: goes on after "does not match, because". */
    public String sentence() {
        return sentence;
    }
}
