package io.signalbox.dataplane.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.signalbox.dataplane.config.BackendLogin;
import java.time.Duration;

/** Makes the node known to a broker, on a connection on which nothing else is under way. */
final class UpstreamLogin {

    /** The exchange is three round trips and one slow hash. */
    static final int TIMEOUT_SECONDS = 10;

    /**
     * Runs on the channel's event loop; the channel reads what it needs for it, and is left as it was.
     *
     * @return how long the broker lets the node stay, zero for ever; or fails with an {@link UpstreamException}
     */
    Future<Duration> login(Channel channel, BackendLogin login, SaltedPasswords passwords, UpstreamProblems problems) {
        if (login.isAnonymous()) {
            return channel.eventLoop().newSucceededFuture(Duration.ZERO);
        }
        Promise<Duration> done = channel.eventLoop().newPromise();
        LoginHandler handler = new LoginHandler(login, exchange(login, passwords), done, problems);
        if (channel.eventLoop().inEventLoop()) {
            insert(channel.pipeline(), handler);
        } else {
            channel.eventLoop().execute(() -> insert(channel.pipeline(), handler));
        }
        return done;
    }

    private static SaslExchange exchange(BackendLogin login, SaltedPasswords passwords) {
        return login.match(
                () -> {
                    throw new IllegalArgumentException("there is nothing to say");
                },
                SaslExchange::plain,
                scram -> new ScramExchange(scram, passwords));
    }

    /** Behind what decrypts and what waits for the first answer, in front of everything that is relayed to. */
    private static void insert(ChannelPipeline pipeline, LoginHandler handler) {
        ChannelHandlerContext before = pipeline.context(BrokerGreeting.class);
        if (before == null) {
            before = pipeline.context(SslHandler.class);
        }
        if (before == null) {
            pipeline.addFirst(handler);
        } else {
            pipeline.addAfter(before.name(), null, handler);
        }
    }
}
