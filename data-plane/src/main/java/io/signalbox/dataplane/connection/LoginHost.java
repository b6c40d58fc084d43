package io.signalbox.dataplane.connection;

import io.netty.util.concurrent.Future;
import io.signalbox.dataplane.login.Login;
import java.time.Duration;
import java.util.Optional;

/** A session, as far as the login of its client needs it. */
interface LoginHost {

    /** Whether the client is kept from being read. */
    void hold(boolean held);

    /** Whether every request that went on has been answered. */
    boolean isIdle();

    /** Whether the node has to make itself known to the broker, for clients that are not relayed. */
    boolean upstreamTakesLogin();

    /** Connects if need be, and makes the node known; gives the time for which that holds, zero for ever. */
    Future<Duration> loginUpstream();

    /** A request has come; called for each. Of a node's check of an address it has a mark. */
    void onRequest(Optional<String> mark);

    /** The client made itself known, or failed to, in so long. */
    void onLogin(Login login, Duration took, boolean success);

    /** What came in has gone on, as far as it can without more. */
    void onPassed();

    void close(CloseReason reason, String detail);

    void onError(Throwable cause);
}
