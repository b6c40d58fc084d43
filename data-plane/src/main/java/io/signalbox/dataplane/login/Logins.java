package io.signalbox.dataplane.login;

import io.signalbox.dataplane.config.ClientAuth;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the logins of all clients share: the check of tokens, and the delays of those who guess. For any thread. */
public final class Logins {

    final TokenChecks tokens;
    final FailureDelays delays;

    /**
     * How long the answers to wrong passwords of one address wait.
     *
     * @param first of the first one; each further one waits twice as long
     * @param longest and never longer than this
     */
    public record Delays(Duration first, Duration longest) {

        /** A node's, unless its settings say otherwise. */
        public static final Delays STANDARD = new Delays(Duration.ofMillis(100), Duration.ofSeconds(5));
    }

    public Logins(TokenChecks tokens, Delays delays) {
        this.tokens = tokens;
        this.delays = new FailureDelays(delays, System::nanoTime);
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
