package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.signalbox.dataplane.connection.ReadGate.Hold;
import io.signalbox.dataplane.kafka.RequestHandler;
import java.util.concurrent.TimeUnit;

/** What a session does with what comes from its client. */
final class ClientSide implements RelayHandler.Side, RequestHandler.Client {

    /** In which the kernel moves what it has of a request, up to 64 KiB of it. */
    private static final int SPLICE_STEP_MILLIS = 2;

    private final Session session;
    private final Channel client;
    private final UpstreamLeg upstream;
    private final ConnectionMetrics.Traffic traffic;
    private final ReadGate gate;
    private long countedRequests;

    ClientSide(
            Session session, Channel client, UpstreamLeg upstream, ConnectionMetrics.Traffic traffic, ReadGate gate) {
        this.session = session;
        this.client = client;
        this.upstream = upstream;
        this.traffic = traffic;
        this.gate = gate;
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        if (session.isClosed()) {
            bytes.release();
            return;
        }
        traffic.bytesFromClients.add(bytes.readableBytes());
        upstream.write(bytes);
    }

    @Override
    public void onSpliced(int bytes) {
        traffic.bytesFromClients.add(bytes);
        onReadComplete();
    }

    @Override
    public void onReadComplete() {
        long requests = session.requests().requests();
        traffic.requests.add(requests - countedRequests);
        countedRequests = requests;
        session.limitPending();
        upstream.flush();
        session.closeIfDrained();
    }

    @Override
    public void hold(boolean waiting) {
        gate.set(Hold.LAYER_WAITS, waiting);
    }

    @Override
    public void onAnswer() {
        session.giveAnswers();
    }

    @Override
    public void onWritabilityChanged(boolean writable) {
        if (!writable) {
            client.flush(); // what was read a moment ago is still at hand, and mostly it leaves at once
        }
        upstream.hold(Hold.PEER_NOT_WRITABLE, !client.isWritable());
    }

    @Override
    public void onInputShutdown() {
        HalfClosure.keepWatched(client);
        readRest();
    }

    /** What is still being spliced does not come by itself any more: it is asked for, step by step. */
    private void readRest() {
        if (session.isClosed()) {
            return;
        }
        gate.set(Hold.INPUT_SHUT_DOWN, session.requests().isBypassed());
        if (session.requests().isBypassed()) {
            session.limitRest();
            client.read();
            client.eventLoop().schedule(this::readRest, SPLICE_STEP_MILLIS, TimeUnit.MILLISECONDS);
        } else if (!(client instanceof EpollSocketChannel)) {
            session.onInputEnded(); // where nothing is spliced, this event comes last
        }
    }

    @Override
    public void onInputEnded() {
        session.onInputEnded();
    }

    @Override
    public void onClosed() {
        session.close(CloseReason.CLIENT_CLOSED, "");
    }

    @Override
    public void onError(Throwable cause) {
        session.onClientError(cause);
    }
}
