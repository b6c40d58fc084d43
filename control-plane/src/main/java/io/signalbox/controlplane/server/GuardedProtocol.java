package io.signalbox.controlplane.server;

import org.apache.coyote.http11.Http11NioProtocol;

/** HTTP/1.1 on a {@link GuardedEndpoint}. Tomcat makes it by its name. */
public final class GuardedProtocol extends Http11NioProtocol {

    public GuardedProtocol() {
        super(new GuardedEndpoint());
    }
}
