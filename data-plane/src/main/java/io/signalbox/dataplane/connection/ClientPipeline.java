package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.routing.HostPort;
import java.util.Optional;

/** Takes the connections of one socket in, for the listener that has it now. */
final class ClientPipeline extends ChannelInitializer<Channel> {

    private final HostPort socket;
    private final Entrance entrance;

    ClientPipeline(HostPort socket, Entrance entrance) {
        this.socket = socket;
        this.entrance = entrance;
    }

    @Override
    protected void initChannel(Channel client) {
        Optional<Listener> listener = entrance.image().listenerAt(socket);
        if (listener.isEmpty()) {
            client.close(); // accepted while the socket was being closed
            return;
        }
        boolean full = entrance.registry().isFull();
        Visit visit = new Visit(client, socket, listener.get().ref(), entrance);
        if (full) {
            visit.reject(CloseReason.CONNECTION_LIMIT, () -> "the node takes no more connections");
        } else {
            if (entrance.proxies().include(client)) {
                ProxyHeader.expect(client.pipeline(), visit);
            }
            client.pipeline().addLast(new FirstByteHandler(visit));
        }
    }
}
