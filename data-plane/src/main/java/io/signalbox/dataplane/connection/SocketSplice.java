package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.signalbox.dataplane.kafka.frame.FrameReader.Bypass;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

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
    private final IntConsumer onSpliced;
    private final Consumer<Throwable> onError;

    /** Moves bytes out of {@code from}, whose gate it is, and tells how many were moved, or what went wrong. */
    SocketSplice(End from, End to, ReadGate gate, IntConsumer onSpliced, Consumer<Throwable> onError) {
        this.from = from;
        this.to = to;
        this.gate = gate;
        this.onSpliced = onSpliced;
        this.onError = onError;
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
                onSpliced.accept(bytes);
            } else if (source.isOpen() && to.channel().isOpen()) {
                onError.accept(moved.cause()); // where a socket is closed, its handler has told why
            }
        });
        return true;
    }
}
