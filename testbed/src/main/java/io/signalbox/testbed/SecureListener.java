package io.signalbox.testbed;

import java.util.Locale;

/** The listeners that a broker can have for clients beside its plaintext one. */
public enum SecureListener {
    SSL("SSL"),
    /** Asks for a certificate of clients, and takes none without. */
    MUTUAL_TLS("SSL"),
    SASL_PLAINTEXT("SASL_PLAINTEXT"),
    SASL_SSL("SASL_SSL");

    private final String protocol;

    SecureListener(String protocol) {
        this.protocol = protocol;
    }

    /** Kafka's {@code security.protocol}. */
    public String protocol() {
        return protocol;
    }

    /** What a broker's property begins with that is to hold for this listener alone. */
    public String prefix() {
        return "listener.name." + name().toLowerCase(Locale.ROOT) + ".";
    }

    boolean hasTls() {
        return this != SASL_PLAINTEXT;
    }

    boolean hasSasl() {
        return this == SASL_PLAINTEXT || this == SASL_SSL;
    }
}
