package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.signalbox.dataplane.connection.ReadGate.Hold;
import io.signalbox.dataplane.connection.SocketSplice.End;
import io.signalbox.dataplane.kafka.RequestHandler;
import io.signalbox.dataplane.kafka.ResponseHandler;
import io.signalbox.dataplane.kafka.ResponseHandler.Wait;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.routing.HostPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The two sockets of a session, both on one event loop: what comes in at one leaves at the other. The broker is dialled
 * when there is something for it. When one side cannot be written, the other is not read.
 */
final class Relay {

    /** In which the kernel moves what it has of a request, up to 64 KiB of it. */
    private static final int SPLICE_STEP_MILLIS = 2;

    private final Session session;
    private final Upstreams upstreams;
    private final Exchanges exchanges;
    private final Traffic traffic;

    private final Channel client;
    private final ReadGate clientGate;
    private final RequestHandler requests;
    private final int maxInFlight;
    private final @Nullable PacedReading clientPace; // none where there is no such limit
    private @Nullable PacedReading brokerPace;
    private final RelayCounts counts;

    private @Nullable Promise<Channel> dialled;
    private List<ByteBuf> awaiting = new ArrayList<>(1); // mostly one, and none once there is a connection
    private @Nullable Channel broker; // once it is connected
    private @Nullable ReadGate brokerGate;
    private @Nullable ResponseHandler responses;

    private boolean active; // something came since somebody asked
    private boolean closed;
    private Duration closeLimit = Duration.ZERO;

    Relay(Session session, Channel client, Exchanges exchanges, Traffic traffic, Upstreams upstreams, Limits limits) {
        this.session = session;
        this.client = client;
        this.exchanges = exchanges;
        this.traffic = traffic;
        this.counts = new RelayCounts(traffic, exchanges);
        this.upstreams = upstreams;
        this.maxInFlight = limits.maxInFlight();
        this.clientGate = new ReadGate(client);
        this.clientPace = traffic.rateFromClients
                .map(rate -> new PacedReading(rate, clientGate, client.eventLoop()))
                .orElse(null);
        this.requests = new RequestHandler(exchanges, limits.maxRequestBytes(), traffic.layersMemory);
        requests.limitArrival(limits.times().request());
    }

    /** Has the client's requests come here. */
    void start() {
        requests.countErrors(traffic.errorsSent);
        client.pipeline().addLast(requests, new ClientSocket());
    }

    RequestHandler requests() {
        return requests;
    }

    /** By which address the broker was connected. */
    Optional<HostPort> address() {
        return broker == null ? Optional.empty() : Upstreams.addressOf(broker);
    }

    /** Whether all that came from the broker has been passed on whole, and all for it has left. */
    boolean isAtFrameEnd() {
        return awaiting.isEmpty() && (responses == null || responses.atFrameEnd());
    }

    /** Whether nothing is unanswered, or on its way from the broker. */
    boolean isIdle() {
        return exchanges.isEmpty() && isAtFrameEnd();
    }

    /** Whether anything came in from either side since the last call, or is not answered yet. */
    boolean wasActive() {
        boolean was = active || !isIdle() || isPaused(clientPace) || isPaused(brokerPace);
        active = false;
        return was;
    }

    private static boolean isPaused(@Nullable PacedReading pace) {
        return pace != null && pace.isPaused();
    }

    /** Whether all that came in whole has been passed on and answered. */
    boolean isAnswered() {
        return !requests.isWaiting() && exchanges.size() == requests.incomplete() && isAtFrameEnd();
    }

    /** Authenticates the node to the broker when every request that went on has been answered. */
    Future<Duration> login() {
        Promise<Duration> done = client.eventLoop().newPromise();
        exchanges.answeredHere(
                Unpooled.EMPTY_BUFFER,
                () -> dial().addListener((Future<Channel> connected) -> {
                    if (connected.isSuccess()) {
                        upstreams
                                .login(connected.getNow(), session.backendCluster())
                                .addListener(login -> pass(login, done));
                    } else {
                        done.setFailure(connected.cause());
                    }
                }));
        giveAnswers();
        return done;
    }

    @SuppressWarnings("unchecked") // Netty hands a future of any kind to a listener
    private static <T> void pass(Future<? super T> from, Promise<T> to) {
        if (from.isSuccess()) {
            to.setSuccess((T) from.getNow());
        } else {
            to.setFailure(from.cause());
        }
    }

    /** Gives the client those answers of the node's own whose turn it is. */
    private void giveAnswers() {
        if (isAtFrameEnd()) {
            exchanges.giveAnswers(answer -> client.write(answer, client.voidPromise()));
            counts.countGiven();
            client.flush();
        }
    }

    /**
     * Closes both sockets, at once where nothing is left to be written. What was written still gets to the broker, also
     * where it is still being dialled.
     *
     * @param limit of the time for that
     */
    void close(Duration limit) {
        boolean unconfirmed = !exchanges.isEmpty() || requests.hadUnanswered();
        closed = true;
        closeLimit = limit;
        endPace(clientPace);
        endPace(brokerPace);
        requests.close();
        exchanges.release();
        SocketClose.flushed(client);
        brokerGate = null;
        if (broker != null && unconfirmed) {
            SocketClose.delivered(broker, limit); // it may have to read some of it yet
        } else if (broker != null) {
            SocketClose.flushed(broker);
        } else if (!awaiting.isEmpty()) {
            var unused = client.eventLoop().schedule(this::releaseAwaiting, limit.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void endPace(@Nullable PacedReading pace) {
        if (pace != null) {
            pace.end();
        }
    }

    private void releaseAwaiting() {
        awaiting.forEach(ByteBuf::release);
        awaiting = List.of();
    }

    private Promise<Channel> dial() {
        if (dialled != null) {
            return dialled;
        }
        Promise<Channel> connection = client.eventLoop().newPromise();
        dialled = connection;
        session.onFirstRequest();
        clientGate.set(Hold.CONNECTING, true);
        upstreams
                .connect(
                        client.eventLoop(),
                        session.backendCluster(),
                        session.route().target(),
                        session.check(),
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel opened) {
                                ResponseHandler handler = new ResponseHandler(exchanges, traffic.layersMemory);
                                responses = handler;
                                opened.pipeline().addLast(handler, new BrokerSocket(handler));
                            }
                        })
                .addListener((Future<Channel> opened) -> {
                    if (opened.isSuccess()) {
                        onConnected(opened.getNow());
                        connection.setSuccess(opened.getNow());
                    } else {
                        releaseAwaiting();
                        session.onFailure(opened.cause());
                        connection.setFailure(opened.cause());
                    }
                });
        return connection;
    }

    private void onConnected(Channel connected) {
        if (closed && awaiting.isEmpty()) {
            connected.close();
            return;
        }
        awaiting.forEach(connected::write);
        awaiting = List.of();
        connected.flush();
        if (closed) {
            SocketClose.delivered(connected, closeLimit);
            return;
        }
        ReadGate gate = new ReadGate(connected);
        broker = connected;
        brokerGate = gate;
        brokerPace = traffic.rateToClients
                .map(rate -> new PacedReading(rate, gate, connected.eventLoop()))
                .orElse(null);
        connected.config().setAutoRead(true);
        gate.set(Hold.PEER_NOT_WRITABLE, !client.isWritable());
        clientGate.set(Hold.PEER_NOT_WRITABLE, !connected.isWritable());
        clientGate.set(Hold.CONNECTING, false);
        splice(connected, gate);
        session.onConnected();
    }

    /** Has long frames moved by the kernel, where that goes. */
    private void splice(Channel connected, ReadGate gate) {
        ResponseHandler handler = connected.pipeline().get(ResponseHandler.class);
        End clientEnd = new End(client, requests);
        End brokerEnd = new End(connected, handler);
        IntConsumer onRequest = bytes -> {
            counts.cameFromClient(bytes);
            onRequestsRead();
        };
        IntConsumer onResponse = bytes -> {
            counts.wentToClient(bytes);
            onResponsesRead(handler);
        };
        requests.bypass(new SocketSplice(clientEnd, brokerEnd, clientGate, onRequest, session::onClientError));
        handler.bypass(new SocketSplice(brokerEnd, clientEnd, gate, onResponse, session::onFailure));
    }

    long bytesFromClient() {
        return counts.bytesFromClient();
    }

    long bytesToClient() {
        return counts.bytesToClient();
    }

    private void toBroker(ByteBuf bytes) {
        if (closed) {
            bytes.release();
            return;
        }
        counts.cameFromClient(bytes.readableBytes());
        if (broker != null) {
            broker.write(bytes, broker.voidPromise());
        } else {
            awaiting.add(bytes);
            var unused = dial();
        }
    }

    private void toClient(ByteBuf bytes) {
        if (closed) {
            bytes.release();
            return;
        }
        counts.wentToClient(bytes.readableBytes());
        client.write(bytes, client.voidPromise());
    }

    private void onRequestsRead() {
        active = true;
        long fresh = counts.countRequests(requests);
        if (clientPace != null) {
            clientPace.read(counts.bytesFromClient());
        }
        limitPending();
        if (broker != null) {
            broker.flush();
        }
        counts.requestsTook(fresh);
        session.closeIfDrained();
    }

    private void onResponsesRead(ResponseHandler handler) {
        active = true;
        long fresh = counts.countResponses(handler);
        if (brokerPace != null) {
            brokerPace.read(counts.bytesToClient());
        }
        client.flush();
        counts.responsesTook(handler, fresh);
        limitPending();
        session.closeIfDrained();
    }

    /** Reads no more of a client that has too many requests unanswered, until it has fewer. */
    private void limitPending() {
        clientGate.set(Hold.TOO_MANY_PENDING, exchanges.size() >= maxInFlight);
    }

    /** The last handler of the client's pipeline. */
    private final class ClientSocket extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            toBroker((ByteBuf) message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            onRequestsRead();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (!client.isWritable()) {
                client.flush(); // what was read a moment ago is still at hand, and mostly it leaves at once
            }
            if (brokerGate != null) {
                brokerGate.set(Hold.PEER_NOT_WRITABLE, !client.isWritable());
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == RequestHandler.Event.ANSWERED) {
                giveAnswers();
            } else if (event == RequestHandler.Event.WAITS || event == RequestHandler.Event.GOES_ON) {
                clientGate.set(Hold.LAYER_WAITS, event == RequestHandler.Event.WAITS);
            } else if (event == ChannelInputShutdownEvent.INSTANCE) {
                HalfClosure.keepWatched(client);
                readRest();
            } else if (event == ChannelInputShutdownReadComplete.INSTANCE || isCloseNotify(event)) {
                session.onInputEnded();
            }
        }

        private boolean isCloseNotify(Object event) {
            return event instanceof SslCloseCompletionEvent close && close.isSuccess();
        }

        /** What is still being spliced does not come by itself any more: it is asked for, step by step. */
        private void readRest() {
            if (closed) {
                return;
            }
            clientGate.set(Hold.INPUT_SHUT_DOWN, requests.isBypassed());
            if (requests.isBypassed()) {
                session.limitRest();
                client.read();
                client.eventLoop().schedule(this::readRest, SPLICE_STEP_MILLIS, TimeUnit.MILLISECONDS);
            } else if (!(client instanceof EpollSocketChannel)) {
                session.onInputEnded(); // where nothing is spliced, this event comes last
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            session.close(ConnectionEnd.CLIENT_CLOSED, "");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            session.onClientError(cause);
        }
    }

    /** The last handler of the broker's pipeline. */
    private final class BrokerSocket extends ChannelInboundHandlerAdapter {

        private final ResponseHandler handler;

        BrokerSocket(ResponseHandler handler) {
            this.handler = handler;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            toClient((ByteBuf) message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            onResponsesRead(handler);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (!ctx.channel().isWritable()) {
                ctx.flush();
            }
            clientGate.set(Hold.PEER_NOT_WRITABLE, !ctx.channel().isWritable());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            // Its end of input is the end of the connection, which is told by itself.
            if (event instanceof Wait wait && brokerGate != null) {
                brokerGate.set(Hold.LAYER_WAITS, wait == Wait.BEGINS);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            session.close(ConnectionEnd.UPSTREAM_CLOSED, "");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            session.onFailure(cause);
        }
    }
}
