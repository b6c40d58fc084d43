package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.signalbox.dataplane.kafka.frame.Bypass;

/**
 * Moves bytes from one socket of a session to the other within the kernel, where both are plaintext under epoll: nothing
 * of them is copied to this process and back. For the event loop of both.
 */
final class SocketSplice implements Bypass {

    /** One end: a socket, and the handler that is the first of its pipeline when nothing else wants to see the bytes. */
    record End(Channel channel, ChannelHandler first) {
        @SuppressWarnings("ReferenceEquality") // this very handler
        private boolean isBare() {
            return channel instanceof EpollSocketChannel && channel.pipeline().first() == first;
        }
    }

    private final End from;
    private final End to;
    private final ReadGate gate;
    private final RelayHandler.Side side;

    /** Tells {@code side}, which is that of {@code from}, what became of the bytes. */
    SocketSplice(End from, End to, ReadGate gate, RelayHandler.Side side) {
        this.from = from;
        this.to = to;
        this.gate = gate;
        this.side = side;
    }

    // Netty has no other way to the system call, and names none in place of this one.
    @SuppressWarnings("deprecation")
    @Override
    public boolean take(int bytes, Runnable onMoved) {
        if (!from.isBare() || !to.isBare()) {
            return false;
        }
        EpollSocketChannel source = (EpollSocketChannel) from.channel();
        if (source.isInputShutdown()) {
            return false; // the end that reading finds would never be found by splicing
        }
        source.spliceTo((EpollSocketChannel) to.channel(), bytes).addListener(moved -> {
            // Splicing stops and starts reading on its own, and knows of no other reason why a socket is not read.
            gate.reassert();
            if (moved.isSuccess()) {
                onMoved.run();
                side.onSpliced(bytes);
            } else if (source.isOpen() && to.channel().isOpen()) {
                side.onError(moved.cause()); // where a socket is closed, its handler has told why
            }
        });
        return true;
    }
}
