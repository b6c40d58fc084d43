package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.login.Identity;
import io.signalbox.dataplane.login.Login;
import io.signalbox.dataplane.login.LoginLayer;
import io.signalbox.dataplane.login.LoginStep;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * Lets a client's requests go on once it is known who the client is, and the node has authenticated to the broker where it
 * must. For the client's event loop.
 *
 * <pre>
 * state     what happens                                            next state
 * OPEN      the client is known, the node has to authenticate        ENTERING
 * OPEN      the client is known                                      KNOWN
 * ENTERING  the node has authenticated                               KNOWN
 * KNOWN     the client begins to authenticate anew (KIP-368)         OPEN
 * KNOWN     its token expires, or the node's login is about to       DUE
 * DUE       the next request: the node has to authenticate anew      ENTERING
 * DUE       the next request: nothing has to be done                 KNOWN
 * any       the client is turned away                                REFUSED
 * </pre>
 */
final class LoginGate implements LayerSession {

    /** A broker's own limit for what it takes of a client that it does not know. */
    private static final int MAX_STRANGERS_BYTES = 512 * 1024;

    /** What is known of the client. Its requests are looked at in each but {@link #KNOWN}. */
    enum State {
        OPEN,
        ENTERING,
        KNOWN,
        DUE,
        REFUSED
    }

    private final Session session;
    private final Login login;
    private final Timers timers;
    private boolean nodeIsIn; // by a login of its own
    private boolean renewalIsDue; // of that
    private State state = State.OPEN;
    private CompletableFuture<Verdict> entered = CompletableFuture.completedFuture(Verdict.FORWARD);
    private CompletableFuture<Verdict> refused = CompletableFuture.completedFuture(Verdict.FORWARD);

    LoginGate(Session session, Login login) {
        this.session = session;
        this.login = login;
        this.timers = new Timers(session.client().eventLoop());
    }

    /** To be called once the relay's handlers are in the pipeline. */
    void start() {
        if (login.isOpen()) {
            begin();
        } else {
            session.onClientKnown();
            move(isNodeLoginDue() ? State.DUE : State.KNOWN);
        }
    }

    Login login() {
        return login;
    }

    /** Whether a request that waits will go on. */
    boolean letsGoOn() {
        return isEntering() || state == State.KNOWN;
    }

    private boolean isEntering() {
        return state == State.ENTERING;
    }

    void close() {
        timers.cancel();
    }

    /** What waits is not decided any more, once nobody acts by it: a frame is kept for it meanwhile. */
    void drop() {
        CancellationException over = new CancellationException("the connection has ended");
        entered.completeExceptionally(over);
        refused.completeExceptionally(over);
    }

    @Override
    public Verdict onRequest(SeenRequest request) {
        session.onFirstRequest();
        if (state == State.ENTERING) {
            return new Verdict.Later(entered.thenApply(done -> onRequest(request)));
        }
        if (LoginLayer.authenticates(request.api())) {
            if (!login.isOpen()) {
                begin(); // anew
            }
            return verdict(login.onRequest(request, Instant.now()));
        }
        if (request.api() == ApiKeys.API_VERSIONS && login.isOpen()) {
            return request.frameBytes() > MAX_STRANGERS_BYTES ? tooLong(request) : Verdict.FORWARD;
        }
        return verdict(login.onOtherRequest(Instant.now()));
    }

    /** A broker answers a client that authenticates to it. */
    @Override
    public ByteBuf onResponse(SeenResponse response, ByteBufAllocator allocator) {
        Answer answer = response.read();
        if (login.onRelayedAnswer((SaslAuthenticateResponseData) answer.body(), Instant.now())) {
            onGranted();
        }
        return answer.encode(allocator);
    }

    private void begin() {
        move(State.OPEN);
        Duration limit = session.loginLimit();
        timers.limit(
                limit,
                () -> session.close(ConnectionEnd.AUTHENTICATION_TIMEOUT, "it did not authenticate within " + limit));
    }

    private void move(State next) {
        state = next;
        session.setStranger(next != State.KNOWN);
    }

    private Verdict verdict(LoginStep step) {
        return step.match(new LoginStep.Cases<>() {
            @Override
            public Verdict pass() {
                return Verdict.FORWARD;
            }

            @Override
            public Verdict answer(LoginStep.Answer answer) {
                return new Verdict.Answer(answer.answer());
            }

            @Override
            public Verdict await(LoginStep.Await await) {
                return new Verdict.Later(await.next()
                        .thenApplyAsync(
                                next -> verdict(next.get()), session.client().eventLoop()));
            }

            @Override
            public Verdict granted(LoginStep.Granted granted) {
                onGranted();
                return granted.answer()
                        .<Verdict>map(Verdict.Answer::new)
                        .orElseGet(() -> isEntering() ? new Verdict.Later(entered) : Verdict.FORWARD);
            }

            @Override
            public Verdict refused(LoginStep.Refused refused) {
                return onRefused(refused);
            }
        });
    }

    private void onGranted() {
        tellResult(true);
        session.onClientKnown();
        timers.endLimit();
        login.identity().flatMap(Identity::until).ifPresent(end -> timers.expiry(end, this::watchNext));
        if (isNodeLoginDue()) {
            enter();
        } else {
            know();
        }
    }

    /** The client is in, and the node has to authenticate for it. */
    private void enter() {
        move(State.ENTERING);
        CompletableFuture<Verdict> done = new CompletableFuture<>();
        entered = done;
        session.loginUpstream().addListener((Future<Duration> making) -> {
            if (making.isSuccess()) {
                nodeIsIn = true;
                renewalIsDue = false;
                timers.renewal(making.getNow(), () -> {
                    renewalIsDue = true;
                    watchNext();
                });
                know();
                done.complete(Verdict.FORWARD);
            } else {
                session.onFailure(making.cause());
            }
        });
    }

    /** Whether the node has to authenticate, or to do so anew, before this client's requests go on. */
    private boolean isNodeLoginDue() {
        boolean relayed = login.identity().map(Identity::isRelayed).orElse(false);
        boolean wanted = !session.backendCluster().login().isAnonymous();
        return !relayed && wanted && (!nodeIsIn || renewalIsDue);
    }

    private void know() {
        move(renewalIsDue || login.isExpired(Instant.now()) ? State.DUE : State.KNOWN);
    }

    /** The next request is looked at here, whatever it is. */
    private void watchNext() {
        if (state == State.KNOWN) {
            move(State.DUE);
        }
    }

    private Verdict onRefused(LoginStep.Refused step) {
        tellResult(false);
        move(State.REFUSED);
        CompletableFuture<Verdict> last = new CompletableFuture<>();
        refused = last;
        timers.delay(
                step.delay(),
                () -> last.complete(
                        new Verdict.Last(step.answer(), () -> session.close(step.failure(), step.detail()))));
        return new Verdict.Later(last);
    }

    private Verdict tooLong(SeenRequest request) {
        move(State.REFUSED);
        return new Verdict.Last(
                Optional.empty(),
                () -> session.close(
                        ProtocolViolation.FRAME_TOO_LARGE,
                        request + " of " + request.frameBytes() + " bytes before it authenticated"));
    }

    private void tellResult(boolean success) {
        timers.took().ifPresent(took -> onResult(took, success));
    }

    private void onResult(Duration took, boolean success) {
        session.traffic().logins(login.mechanism(), login.mediation(), success).record(took);
        session.traffic().spans.login(login.mechanism(), login.mediation(), success, took);
    }

    /** What a login waits for. */
    private static final class Timers {

        /** The node's own login is renewed when so many tenths of its time are over. */
        private static final int RENEWED_AFTER_TENTHS = 8;

        private final EventLoop eventLoop;
        private @Nullable ScheduledFuture<?> limit;
        private long beganNanos;
        private boolean cancelled;
        private @Nullable ScheduledFuture<?> delay;
        private @Nullable ScheduledFuture<?> expiry;
        private @Nullable ScheduledFuture<?> renewal;

        Timers(EventLoop eventLoop) {
            this.eventLoop = eventLoop;
        }

        /** Starts the time within which the client must be through, unless it runs. */
        void limit(Duration length, Runnable onEnd) {
            if (limit == null) {
                beganNanos = System.nanoTime();
                limit = eventLoop.schedule(onEnd, length.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        /** How long the client has been at it; empty when its time does not run. */
        Optional<Duration> took() {
            return limit == null ? Optional.empty() : Optional.of(Duration.ofNanos(System.nanoTime() - beganNanos));
        }

        void endLimit() {
            cancel(limit);
            limit = null;
        }

        void delay(Duration length, Runnable onEnd) {
            endLimit(); // it is we who take the time
            if (length.isZero()) {
                onEnd.run();
            } else {
                delay = eventLoop.schedule(onEnd, length.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        void expiry(Instant end, Runnable onEnd) {
            cancel(expiry);
            long millis = Math.max(Duration.between(Instant.now(), end).toMillis(), 0);
            expiry = eventLoop.schedule(onEnd, millis, TimeUnit.MILLISECONDS);
        }

        /** {@code lifetime} is how long the node's login holds; zero: for ever. */
        void renewal(Duration lifetime, Runnable onDue) {
            cancel(renewal);
            if (!lifetime.isZero() && !cancelled) { // the login may have been made for a session that has ended
                renewal = eventLoop.schedule(
                        onDue, lifetime.toMillis() / 10 * RENEWED_AFTER_TENTHS, TimeUnit.MILLISECONDS);
            }
        }

        void cancel() {
            cancelled = true;
            cancel(limit);
            cancel(delay);
            cancel(expiry);
            cancel(renewal);
        }

        private static void cancel(@Nullable ScheduledFuture<?> timer) {
            if (timer != null) {
                timer.cancel(false);
            }
        }
    }
}
