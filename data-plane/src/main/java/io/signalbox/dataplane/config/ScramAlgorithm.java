package io.signalbox.dataplane.config;

/** The hash functions of SCRAM that Kafka has (RFC 5802, RFC 7677); {@link #mechanism} is the SASL name. */
public enum ScramAlgorithm {
    SHA_256("SCRAM-SHA-256"),
    SHA_512("SCRAM-SHA-512");

    private final String mechanism;

    ScramAlgorithm(String mechanism) {
        this.mechanism = mechanism;
    }

    public String mechanism() {
        return mechanism;
    }
}
