package io.signalbox.dataplane.connection;

import io.netty.util.concurrent.Future;
import io.signalbox.dataplane.login.Identity;
import java.time.Duration;
import java.util.Optional;

/** The node's own login on one upstream connection, for a client that is not relayed. For one event loop. */
final class NodeLogin {

    private final Session session;
    private final LoginTimers timers;
    private boolean made;
    private boolean renewalIsDue;

    NodeLogin(Session session, LoginTimers timers) {
        this.session = session;
        this.timers = timers;
    }

    /** Whether it has to be made, or made anew, before this client's requests go on. */
    boolean isDueFor(Optional<Identity> client) {
        boolean relayed = client.map(Identity::isRelayed).orElse(false);
        boolean wanted = !session.backendCluster().login().isAnonymous();
        return !relayed && wanted && (!made || renewalIsDue);
    }

    boolean isRenewalDue() {
        return renewalIsDue;
    }

    /** Makes it, then runs {@code onMade}; and {@code onRenewalDue} when the broker will soon want it anew. */
    void make(Runnable onMade, Runnable onRenewalDue) {
        session.loginUpstream().addListener((Future<Duration> making) -> {
            if (!making.isSuccess()) {
                session.onFailure(making.cause());
                return;
            }
            made = true;
            renewalIsDue = false;
            timers.renewal(making.getNow(), () -> {
                renewalIsDue = true;
                onRenewalDue.run();
            });
            onMade.run();
        });
    }
}
