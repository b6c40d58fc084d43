package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Keeps a socket usable whose peer has shut down its writing side. Netty 4.2 wants to hear of nothing then, takes the
 * socket out of epoll for that, and fails when it later wants to hear when it can be written. With one flag that stays,
 * edge-triggered, it is never taken out, and a reset is reported once and not without end.
 */
final class HalfClosure {

    private static final MethodHandle SET_FLAG = setFlag();

    private HalfClosure() {}

    /** To be called when Netty reports that the input was shut down, and not later. */
    static void keepWatched(Channel channel) {
        if (channel instanceof EpollSocketChannel socket) {
            try {
                SET_FLAG.invoke(socket, EpollIoOps.EPOLLET.value());
            } catch (Throwable e) {
                throw new IllegalStateException("this release of Netty does not let a socket be edge-triggered", e);
            }
        }
    }

    private static MethodHandle setFlag() {
        Class<?> epollChannel = EpollSocketChannel.class.getSuperclass().getSuperclass();
        try {
            return MethodHandles.privateLookupIn(epollChannel, MethodHandles.lookup())
                    .findVirtual(epollChannel, "setFlag", MethodType.methodType(void.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
