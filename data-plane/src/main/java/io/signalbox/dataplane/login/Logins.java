package io.signalbox.dataplane.login;

import io.signalbox.dataplane.config.ClientAuth;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** What the logins of all clients share: the check of tokens, and the delays of those who guess. For any thread. */
public final class Logins {

    final TokenChecks tokens;
    final FailureDelays delays = new FailureDelays(System::nanoTime);

    public Logins(TokenChecks tokens) {
        this.tokens = tokens;
    }

    /**
     * For one client.
     *
     * @param entries of the virtual cluster that it was routed to
     * @param certificatePrincipal whom its certificate stands for; empty when it showed none
     */
    public Login begin(List<ClientAuth> entries, Optional<String> certificatePrincipal, InetAddress address) {
        return new Login(entries, certificatePrincipal, address, this);
    }
}
