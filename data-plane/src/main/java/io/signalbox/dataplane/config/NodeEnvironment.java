package io.signalbox.dataplane.config;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What an image depends on beside the configuration: the node that it is for. A check throws an
 * {@link IllegalArgumentException} when the node cannot do what is asked; the reason is a clause without a subject.
 *
 * @param variables of the node's environment, to which secrets may refer
 * @param servesTls checks that the node can serve TLS so
 * @param connectsByTls checks that the node can connect to brokers so
 */
public record NodeEnvironment(
        Function<String, Optional<String>> variables,
        Consumer<TlsServer> servesTls,
        Consumer<BackendTls> connectsByTls) {}
