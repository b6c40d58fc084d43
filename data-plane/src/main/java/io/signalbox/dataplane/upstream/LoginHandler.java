package io.signalbox.dataplane.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.signalbox.dataplane.config.BackendLogin;
import io.signalbox.dataplane.kafka.exchange.StageFailure;
import io.signalbox.dataplane.kafka.frame.FrameGatherer;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import io.signalbox.routing.HostPort;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.security.sasl.SaslException;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** One login: takes the responses that it has asked for, then itself, out of the pipeline. */
final class LoginHandler extends ChannelInboundHandlerAdapter {

    private static final int MAX_RESPONSE_BYTES = 64 * 1024;

    private final BackendLogin login;
    private final SaslExchange exchange;
    private final Promise<Duration> done;
    private final UpstreamProblems problems;
    private final LoginFrames messages = new LoginFrames();
    private final FrameGatherer frames = new FrameGatherer(MAX_RESPONSE_BYTES);
    private boolean mechanismAgreed;
    private @Nullable ScheduledFuture<?> timeout;

    LoginHandler(BackendLogin login, SaslExchange exchange, Promise<Duration> done, UpstreamProblems problems) {
        this.login = login;
        this.exchange = exchange;
        this.done = done;
        this.problems = problems;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        frames.start(ctx);
        if (!ctx.channel().isActive()) {
            lose(ctx, "closed the connection before the login");
            return;
        }
        timeout = ctx.executor()
                .schedule(
                        () -> lose(ctx, "did not answer the login within " + UpstreamLogin.TIMEOUT_SECONDS + " s"),
                        UpstreamLogin.TIMEOUT_SECONDS,
                        TimeUnit.SECONDS);
        send(ctx, messages.handshake(login.mechanism(), ctx.alloc()));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        frames.add((ByteBuf) message);
        for (Optional<ByteBuf> frame = frames.next(); frame.isPresent(); frame = frames.next()) {
            onFrame(ctx, frame.get());
        }
    }

    private void onFrame(ChannelHandlerContext ctx, ByteBuf frame) {
        try {
            if (mechanismAgreed) {
                onAuthenticate(ctx, messages.authenticateResponse(frame));
            } else {
                onHandshake(ctx, messages.handshakeResponse(frame));
            }
        } catch (SaslException e) {
            refuse(ctx, String.valueOf(e.getMessage()));
        } catch (MalformedMessageException e) {
            refuse(ctx, "its answer cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            refuse(
                    ctx,
                    "its answer is no message of this mechanism"); // Kafka's parser met what is no Base64, no number
        } finally {
            frame.release();
        }
    }

    private void onHandshake(ChannelHandlerContext ctx, SaslHandshakeResponseData response) {
        Errors error = Errors.forCode(response.errorCode());
        switch (error) {
            case NONE -> {
                mechanismAgreed = true;
                send(ctx, messages.authenticate(exchange.first(), ctx.alloc()));
            }
            case UNSUPPORTED_SASL_MECHANISM -> refuse(ctx, "the broker takes only " + response.mechanisms());
            case ILLEGAL_SASL_STATE ->
                refuse(ctx, "the broker does not ask for a login here: it may be the port of another listener");
            default -> refuse(ctx, error.message());
        }
    }

    private void onAuthenticate(ChannelHandlerContext ctx, SaslAuthenticateResponseData response) throws SaslException {
        Errors error = Errors.forCode(response.errorCode());
        if (error != Errors.NONE) {
            refuse(ctx, Optional.ofNullable(response.errorMessage()).orElse(error.message()));
            return;
        }
        exchange.answer(response.authBytes()).whenComplete((answer, failure) -> {
            Runnable next = () -> {
                if (done.isDone()) {
                    return; // it took too long, or the broker went away
                }
                if (failure == null) {
                    goOn(ctx, response, answer);
                } else {
                    lose(ctx, "is not logged in to: " + reason(failure));
                }
            };
            if (ctx.executor().inEventLoop()) {
                next.run();
            } else {
                ctx.executor().execute(next);
            }
        });
    }

    private void goOn(ChannelHandlerContext ctx, SaslAuthenticateResponseData response, Optional<byte[]> answer) {
        if (answer.isPresent()) {
            send(ctx, messages.authenticate(answer.get(), ctx.alloc()));
        } else {
            leave(ctx);
            problems.remove(UpstreamProblems.Kind.LOGIN, address(ctx));
            done.trySuccess(Duration.ofMillis(Math.max(response.sessionLifetimeMs(), 0)));
            frames.passRest();
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = StageFailure.cause(failure);
        return cause instanceof RejectedExecutionException
                ? "too many logins are waiting on this node"
                : BrokerWords.of(cause);
    }

    private static void send(ChannelHandlerContext ctx, ByteBuf request) {
        ctx.writeAndFlush(request);
        read(ctx);
    }

    /** For a channel that reads only when told to. */
    private static void read(ChannelHandlerContext ctx) {
        if (!ctx.channel().config().isAutoRead()) {
            ctx.read();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (!done.isDone()) {
            read(ctx); // a part of a response, or of a TLS record
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        lose(ctx, "closed the connection during the login: it may want TLS, or another mechanism");
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof UpstreamException upstream) {
            fail(ctx, upstream);
        } else {
            lose(ctx, "broke off the login: " + BrokerWords.of(cause));
        }
    }

    /** The broker says no: somebody has to mend it. */
    private void refuse(ChannelHandlerContext ctx, String reason) {
        String words = "refuses " + login.mechanism() + ": " + BrokerWords.shown(reason, login);
        problems.add(UpstreamProblems.Kind.LOGIN, address(ctx), words);
        fail(ctx, UpstreamException.Reason.BACKEND_AUTHENTICATION_FAILED, words);
    }

    /** It comes to no answer, which says nothing of the login. */
    private void lose(ChannelHandlerContext ctx, String words) {
        fail(ctx, UpstreamException.Reason.BACKEND_UNREACHABLE, words);
    }

    private void fail(ChannelHandlerContext ctx, UpstreamException.Reason reason, String words) {
        fail(ctx, new UpstreamException(reason, address(ctx) + " " + words));
    }

    private void fail(ChannelHandlerContext ctx, UpstreamException cause) {
        leave(ctx);
        frames.release();
        done.tryFailure(cause);
    }

    private void leave(ChannelHandlerContext ctx) {
        if (timeout != null) {
            timeout.cancel(false);
        }
        if (!ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }

    private static HostPort address(ChannelHandlerContext ctx) {
        return ctx.channel().attr(Dialer.ADDRESS).get();
    }
}
