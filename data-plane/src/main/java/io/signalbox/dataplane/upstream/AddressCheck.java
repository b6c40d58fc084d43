package io.signalbox.dataplane.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.frame.FrameGatherer;
import io.signalbox.routing.HostPort;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * One question to one address, on a connection of its own: does a broker answer there, or is it this gateway again? It is
 * ApiVersions, which every broker answers before any login, with a mark as its client id.
 */
final class AddressCheck extends ChannelInboundHandlerAdapter {

    private static final int ANSWER_TIMEOUT_SECONDS = 5;
    private static final int MAX_ANSWER_BYTES = 1024 * 1024;
    private static final int CORRELATION_ID = 1;

    private final FrameGatherer frames = new FrameGatherer(MAX_ANSWER_BYTES);
    private final HostPort address;
    private final Promise<HostPort> answered;

    /** What it needs; the problems are told of those with TLS. */
    record Means(Dialer dialer, LoopMarks marks, UpstreamProblems problems) {}

    private AddressCheck(HostPort address, Promise<HostPort> answered) {
        this.address = address;
        this.answered = answered;
    }

    /**
     * Asks; to be called on {@code eventLoop}.
     *
     * @return fails with an {@link UpstreamException}
     */
    static Future<HostPort> start(EventLoop eventLoop, Means means, BackendCluster cluster, HostPort address) {
        Promise<HostPort> answered = eventLoop.newPromise();
        String mark = means.marks()
                .issue(
                        cluster.id(),
                        where -> answered.tryFailure(new UpstreamException(
                                UpstreamException.Reason.BACKEND_LOOP,
                                address + " leads back to this gateway, to " + where)));
        answered.addListener(done -> means.marks().forget(mark));
        Dialer.Call call = Dialer.Call.unchecked(List.of(address), cluster.tls(), means.problems());
        means.dialer()
                .dial(eventLoop, call, new AddressCheck(address, answered))
                .addListener((Future<Channel> dialled) -> {
                    if (dialled.isSuccess()) {
                        ask(dialled.getNow(), mark, answered, address);
                    } else {
                        answered.tryFailure(dialled.cause());
                    }
                });
        return answered;
    }

    private static void ask(Channel channel, String mark, Promise<HostPort> answered, HostPort address) {
        ScheduledFuture<?> timeout = channel.eventLoop()
                .schedule(
                        () -> answered.tryFailure(failure(
                                address,
                                "takes the connection and does not answer within " + ANSWER_TIMEOUT_SECONDS + " s")),
                        ANSWER_TIMEOUT_SECONDS,
                        TimeUnit.SECONDS);
        answered.addListener(done -> {
            timeout.cancel(false);
            channel.close();
        });
        channel.config().setAutoRead(true);
        channel.writeAndFlush(MetadataQuery.apiVersions(mark, CORRELATION_ID, channel.alloc()));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        frames.start(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        frames.release();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        frames.add((ByteBuf) message);
        for (Optional<ByteBuf> frame = frames.next(); frame.isPresent(); frame = frames.next()) {
            onFrame(frame.get());
        }
    }

    private void onFrame(ByteBuf frame) {
        try {
            Answer.read(frame, ApiKeys.API_VERSIONS, MetadataQuery.API_VERSIONS_VERSION, CORRELATION_ID);
            answered.trySuccess(address);
        } finally {
            frame.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        answered.tryFailure(cause instanceof UpstreamException ? cause : failure(address, BrokerWords.of(cause)));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        answered.tryFailure(failure(address, "closed the connection before it answered: it may want TLS"));
        super.channelInactive(ctx);
    }

    private static UpstreamException failure(HostPort address, String words) {
        return new UpstreamException(UpstreamException.Reason.BACKEND_UNREACHABLE, address + ": " + words);
    }
}
