package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.signalbox.dataplane.connection.ReadGate.Hold;
import io.signalbox.dataplane.kafka.RequestHandler;

/** What a session does with what comes from its client. */
final class ClientSide implements RelayHandler.Side {

    private final Session session;
    private final Channel client;
    private final RequestHandler requests;
    private final UpstreamLeg upstream;
    private final ConnectionMetrics.Traffic traffic;
    private long countedRequests;

    ClientSide(
            Session session,
            Channel client,
            RequestHandler requests,
            UpstreamLeg upstream,
            ConnectionMetrics.Traffic traffic) {
        this.session = session;
        this.client = client;
        this.requests = requests;
        this.upstream = upstream;
        this.traffic = traffic;
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
        traffic.requests.add(requests.requests() - countedRequests);
        countedRequests = requests.requests();
        session.limitPending();
        upstream.flush();
        session.closeIfDrained();
    }

    @Override
    public void onWritabilityChanged(boolean writable) {
        if (!writable) {
            client.flush(); // what was read a moment ago is still at hand, and mostly it leaves at once
        }
        upstream.hold(Hold.PEER_NOT_WRITABLE, !client.isWritable());
    }

    @Override
    public void onClosed() {
        session.close(CloseReason.CLIENT_CLOSED, "");
    }

    @Override
    public void onError(Throwable cause) {
        session.onFailure(cause);
    }
}
