package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.connection.ReadGate.Hold;
import io.signalbox.dataplane.connection.SocketSplice.End;
import io.signalbox.dataplane.kafka.ResponseHandler;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.frame.Bypass;
import io.signalbox.dataplane.upstream.Arrived;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A session's connection to a broker, dialled when it is first needed. For the client's event loop. */
final class UpstreamLeg {

    /** The session, as far as its upstream connection needs it. */
    interface Owner extends RelayHandler.Side {
        BackendCluster backendCluster();

        Target target();

        /** What the connection is for, where it is no client's. */
        Optional<Arrived> check();

        void onDial();

        void onConnected();
    }

    private final EventLoop eventLoop;
    private final Upstreams upstreams;
    private final Exchanges exchanges;
    private final Owner owner;
    private List<ByteBuf> awaiting = new ArrayList<>(1); // mostly one, and none once there is a connection
    private @Nullable Promise<Channel> dialled;
    private @Nullable Channel channel; // once it is connected
    private @Nullable ReadGate gate;
    private @Nullable ResponseHandler responses;
    private boolean closed;
    private Duration closeLimit = Duration.ZERO;

    UpstreamLeg(EventLoop eventLoop, Upstreams upstreams, Exchanges exchanges, Owner owner) {
        this.eventLoop = eventLoop;
        this.upstreams = upstreams;
        this.exchanges = exchanges;
        this.owner = owner;
    }

    /** Writes, or keeps until there is a connection; takes the bytes over. */
    void write(ByteBuf bytes) {
        if (channel != null) {
            channel.write(bytes, channel.voidPromise());
        } else if (closed) {
            bytes.release();
        } else {
            awaiting.add(bytes);
            var unused = dial();
        }
    }

    void flush() {
        if (channel != null) {
            channel.flush();
        }
    }

    boolean isWritable() {
        return channel == null || channel.isWritable();
    }

    void hold(Hold reason, boolean held) {
        if (gate != null) {
            gate.set(reason, held);
        }
    }

    /** Whether all that came from the broker has been passed on whole, and all for it has left. */
    boolean isAtFrameEnd() {
        return awaiting.isEmpty() && (responses == null || responses.atFrameEnd());
    }

    /** By which address it was connected. */
    Optional<HostPort> address() {
        return channel == null ? Optional.empty() : Upstreams.addressOf(channel);
    }

    long responses() {
        return responses == null ? 0 : responses.responses();
    }

    /** Has long responses spliced to the client, where that goes; returns the way for long requests. */
    Bypass spliceWith(End client, ReadGate clientGate, RelayHandler.Side clientSide) {
        if (channel == null || gate == null || responses == null) {
            return Bypass.NONE;
        }
        End upstream = new End(channel, responses);
        responses.bypass(new SocketSplice(upstream, client, gate, owner));
        return new SocketSplice(client, upstream, clientGate, clientSide);
    }

    /** Connects if need be, and makes the node known to the broker; nothing must be unanswered. */
    Future<Duration> login() {
        Promise<Duration> done = eventLoop.newPromise();
        dial().addListener((Future<Channel> connected) -> {
            if (!connected.isSuccess()) {
                done.setFailure(connected.cause());
                return;
            }
            upstreams.login(connected.getNow(), owner.backendCluster()).addListener((Future<Duration> login) -> {
                if (login.isSuccess()) {
                    done.setSuccess(login.getNow());
                } else {
                    done.setFailure(login.cause());
                }
            });
        });
        return done;
    }

    /**
     * Closes the connection. What was written still gets to the broker, also where it is still being dialled.
     *
     * @param unconfirmed whether the broker may have to read some of it yet
     * @param limit of the time for that
     */
    void close(boolean unconfirmed, Duration limit) {
        closed = true;
        gate = null;
        closeLimit = limit;
        if (channel != null && unconfirmed) {
            DeliveredClose.of(channel, limit);
        } else if (channel != null) {
            FlushedClose.of(channel);
        } else if (!awaiting.isEmpty()) {
            var unused = eventLoop.schedule(this::releaseAwaiting, limit.toMillis(), TimeUnit.MILLISECONDS);
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
        Promise<Channel> connection = eventLoop.newPromise();
        dialled = connection;
        owner.onDial();
        upstreams
                .connect(eventLoop, owner.backendCluster(), owner.target(), owner.check(), new Initializer())
                .addListener((Future<Channel> opened) -> {
                    if (opened.isSuccess()) {
                        onConnected(opened.getNow());
                        connection.setSuccess(opened.getNow());
                    } else {
                        releaseAwaiting();
                        owner.onError(opened.cause());
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
            DeliveredClose.of(connected, closeLimit);
            return;
        }
        channel = connected;
        gate = new ReadGate(connected);
        connected.config().setAutoRead(true);
        owner.onConnected();
    }

    private final class Initializer extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel opened) {
            ResponseHandler handler = new ResponseHandler(exchanges);
            responses = handler;
            opened.pipeline().addLast(handler, new RelayHandler(owner));
        }
    }
}
