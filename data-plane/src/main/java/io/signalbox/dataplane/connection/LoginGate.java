package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.signalbox.dataplane.kafka.ProtocolViolationException;
import io.signalbox.dataplane.kafka.RequestHandler;
import io.signalbox.dataplane.kafka.RequestHandler.Detour;
import io.signalbox.dataplane.login.Identity;
import io.signalbox.dataplane.login.IllegalLoginException;
import io.signalbox.dataplane.login.Login;
import io.signalbox.dataplane.login.LoginRequest;
import io.signalbox.dataplane.login.LoginStep;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the relay until it is known who the client is, and the node has made itself known to the broker where
 * it must; then it is gone from the pipeline. It comes back when the client makes itself known anew, when its token
 * expires, and when the node's own login does (KIP-368). For the client's event loop.
 */
final class LoginGate {

    /** In which a client must have made itself known. */
    static final int LIMIT_SECONDS = 20;

    /** A broker's own limit for what a client sends by SASL. */
    private static final int MAX_LOGIN_BYTES = 512 * 1024;

    private final Channel client;
    private final RequestHandler requests;
    private final Login login;
    private final LoginHost host;
    private final LoginTimers timers;
    private final NodeLogin nodeLogin;
    private @Nullable Handler handler; // while it is in the pipeline
    private final HeldRequests held;
    private boolean waiting; // nothing is looked at until something else has happened
    private @Nullable Runnable whenIdle;
    private boolean over;
    private @Nullable Runnable whenOut;

    LoginGate(Channel client, RequestHandler requests, int maxRequestBytes, Login login, LoginHost host) {
        this.client = client;
        this.requests = requests;
        this.login = login;
        this.host = host;
        this.held = new HeldRequests(client.alloc(), maxRequestBytes);
        this.timers = new LoginTimers(client.eventLoop());
        this.nodeLogin = new NodeLogin(host, timers);
    }

    /** To be called once the relay's handlers are in the pipeline. */
    void start() {
        if (login.isOpen() || host.upstreamTakesLogin()) {
            stepIn();
        } else {
            requests.detour(Detour.LOGIN);
        }
    }

    Login login() {
        return login;
    }

    /** The relay met a request that it must not pass on; {@code bytes} begin with it. */
    void onDetour(ByteBuf bytes) {
        stepIn();
        look(bytes);
    }

    /** A broker answers a client that makes itself known to it. */
    void onRelayedAnswer(SaslAuthenticateResponseData answer) {
        if (login.onRelayedAnswer(answer, Instant.now())) {
            onGranted();
            stepOut();
        }
    }

    /** Runs it once the requests of a client that is known, and that wait for the node's own login, have gone on. */
    void whenPassed(Runnable action) {
        if (waiting && !login.isOpen()) {
            whenOut = action;
        } else {
            action.run();
        }
    }

    /** Whether requests that came in wait for something else than more bytes. */
    boolean isWaiting() {
        return waiting;
    }

    /** Every request has been answered. */
    void onIdle() {
        if (whenIdle != null) {
            Runnable action = whenIdle;
            whenIdle = null;
            action.run();
        }
    }

    void close() {
        over = true;
        timers.cancel();
        held.release();
    }

    private void stepIn() {
        requests.detour(Detour.NONE);
        if (handler == null) {
            handler = new Handler();
            client.pipeline().addBefore(client.pipeline().context(requests).name(), null, handler);
        }
        if (login.isOpen()) {
            begin();
        }
    }

    private void begin() {
        timers.limit(
                LIMIT_SECONDS,
                () -> host.close(
                        CloseReason.AUTHENTICATION_TIMEOUT, "it did not authenticate within " + LIMIT_SECONDS + " s"));
    }

    private void look(ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        held.add(bytes);
        lookOn();
    }

    private void lookOn() {
        try {
            while (!waiting && !over && handler != null && lookAtOne()) {
                // each look takes a request, or steps out
            }
        } catch (ProtocolViolationException | IllegalLoginException e) {
            host.onError(e);
        }
    }

    /** False when more bytes are needed. */
    private boolean lookAtOne() {
        if (!held.readHeader()) {
            return false;
        }
        host.onRequest(held.mark());
        if (!held.isLogin() && !(held.isApiVersions() && login.isOpen())) {
            take(login.onOtherRequest(Instant.now()), Optional.empty());
            return true;
        }
        if (held.bytes() > MAX_LOGIN_BYTES) {
            host.close(CloseReason.FRAME_TOO_LARGE, "a request of " + held.bytes() + " bytes to authenticate");
            return false;
        }
        if (!held.isWhole()) {
            return false;
        }
        if (held.isLogin()) {
            onLoginRequest(held.login());
        } else {
            pass();
        }
        return true;
    }

    private void onLoginRequest(LoginRequest request) {
        if (!login.isOpen()) {
            begin(); // anew
        }
        take(login.onRequest(request, Instant.now()), Optional.of(request));
    }

    /** {@code request} is absent where it is not about logging in; it is still held in any case. */
    private void take(LoginStep step, Optional<LoginRequest> request) {
        if (step instanceof LoginStep.Pass) {
            pass();
        } else if (step instanceof LoginStep.Await await) {
            pause();
            await.next().thenAccept(next -> client.eventLoop().execute(() -> goOn(() -> take(next.get(), request))));
        } else if (step instanceof LoginStep.Answer answer) {
            idle(() -> answer(request, answer.answer()));
        } else if (step instanceof LoginStep.Granted granted) {
            onGranted();
            idle(() -> {
                granted.answer().ifPresent(answer -> answer(request, answer));
                enter();
            });
        } else if (step instanceof LoginStep.Refused refused) {
            onRefused(refused, request);
        }
    }

    private void pass() {
        requests(held.take());
    }

    private void answer(Optional<LoginRequest> request, ApiMessage answer) {
        held.drop();
        request.ifPresent(asked -> client.writeAndFlush(asked.answer(answer, client.alloc()), client.voidPromise()));
    }

    private void onGranted() {
        tellResult(true);
        timers.endLimit();
        login.identity().flatMap(Identity::until).ifPresent(end -> timers.expiry(end, this::watchNext));
    }

    private void onRefused(LoginStep.Refused refused, Optional<LoginRequest> request) {
        tellResult(false);
        pause();
        timers.delay(
                refused.delay(),
                () -> idle(() -> {
                    refused.answer().ifPresent(answer -> answer(request, answer));
                    host.close(CloseReason.of(refused.failure()), refused.detail());
                }));
    }

    private void tellResult(boolean success) {
        timers.took().ifPresent(took -> host.onLogin(login, took, success));
    }

    /** The client is in; the node may have to make itself known for it. */
    private void enter() {
        if (nodeLogin.isDueFor(login.identity())) {
            pause();
            nodeLogin.make(() -> goOn(this::stepOut), this::watchNext);
        } else {
            stepOut();
        }
    }

    private void stepOut() {
        if (handler != null) {
            client.pipeline().remove(handler);
            handler = null;
        }
        requests.detour(nodeLogin.isRenewalDue() || login.isExpired(Instant.now()) ? Detour.NEXT : Detour.LOGIN);
        ByteBuf rest = held.takeAll();
        if (rest != null) {
            requests(rest);
        }
        if (whenOut != null) {
            Runnable action = whenOut;
            whenOut = null;
            action.run();
        }
    }

    /** The next request is looked at here, whatever it is. */
    private void watchNext() {
        if (handler == null) {
            requests.detour(Detour.NEXT);
        }
    }

    private void requests(ByteBuf bytes) {
        ChannelHandlerContext relay = client.pipeline().context(requests);
        requests.channelRead(relay, bytes);
        relay.fireChannelReadComplete();
    }

    /** Runs it once every request that went on has been answered: answers must not overtake each other. */
    private void idle(Runnable action) {
        if (host.isIdle()) {
            action.run();
        } else {
            pause();
            whenIdle = () -> goOn(action);
        }
    }

    private void pause() {
        waiting = true;
        host.hold(true);
    }

    private void goOn(Runnable action) {
        if (over) {
            return;
        }
        waiting = false;
        host.hold(false);
        action.run();
        lookOn();
        if (!waiting) {
            host.onPassed();
        }
    }

    /** Takes what comes in while the gate stands in front of the relay. */
    private final class Handler extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            look((ByteBuf) message);
        }
    }
}
