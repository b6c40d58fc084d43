package io.signalbox.dataplane;

import io.signalbox.dataplane.config.BackendTls;
import io.signalbox.dataplane.config.NodeFacts;
import io.signalbox.dataplane.config.TlsServer;
import io.signalbox.dataplane.tls.BackendContexts;
import io.signalbox.dataplane.tls.TlsContexts;
import java.util.Map;
import java.util.Optional;

/** The node that images are built for: its environment, and its TLS engine. */
record ThisNode(Map<String, String> environment, TlsContexts contexts, BackendContexts backends) implements NodeFacts {

    @Override
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    @Override
    public void checkUsable(TlsServer tls) {
        contexts.of(tls);
    }

    @Override
    public void checkUsable(BackendTls tls) {
        backends.of(tls);
    }
}
