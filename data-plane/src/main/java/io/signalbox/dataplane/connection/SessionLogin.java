package io.signalbox.dataplane.connection;

import io.netty.util.concurrent.Future;
import io.signalbox.dataplane.connection.ReadGate.Hold;
import io.signalbox.dataplane.login.Login;
import java.time.Duration;
import java.util.Optional;

/** What the login of a session's client does to the session. */
record SessionLogin(Session session, ReadGate clientGate, UpstreamLeg upstream, ConnectionMetrics.Traffic traffic)
        implements LoginHost {

    @Override
    public void hold(boolean held) {
        clientGate.set(Hold.LOGGING_IN, held);
    }

    @Override
    public boolean isIdle() {
        return session.isIdle();
    }

    @Override
    public boolean upstreamTakesLogin() {
        return !session.backendCluster().login().isAnonymous();
    }

    @Override
    public Future<Duration> loginUpstream() {
        return upstream.login();
    }

    @Override
    public void onRequest(Optional<String> mark) {
        session.onMark(mark);
        session.onFirstRequest();
    }

    @Override
    public void onLogin(Login over, Duration took, boolean success) {
        traffic.logins(over.mechanism(), over.mediation(), success).record(took);
    }

    @Override
    public void onPassed() {
        session.closeIfDrained();
    }

    @Override
    public void close(CloseReason reason, String detail) {
        session.close(reason, detail);
    }

    @Override
    public void onError(Throwable cause) {
        session.onFailure(cause);
    }
}
