package io.signalbox.dataplane.config;

import java.util.Optional;

/** What an image depends on beside the configuration: the node that it is for. */
public interface NodeFacts {

    /** A variable of the node's environment, to which secrets may refer. */
    Optional<String> variable(String name);

    /**
     * Makes sure that this node can serve TLS so.
     *
     * @throws IllegalArgumentException when it cannot; the reason is a clause without a subject
     */
    void checkUsable(TlsServer tls);

    /**
     * Makes sure that this node can connect to brokers so.
     *
     * @throws IllegalArgumentException when it cannot; the reason is a clause without a subject
     */
    void checkUsable(BackendTls tls);
}
