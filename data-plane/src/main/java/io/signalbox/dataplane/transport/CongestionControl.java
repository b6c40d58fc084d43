package io.signalbox.dataplane.transport;

import io.netty.bootstrap.AbstractBootstrap;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** By which algorithm TCP decides how fast a socket may send: a named one, or the one that the kernel gives every socket. */
public record CongestionControl(Optional<String> name) {

    /** Nothing is set on any socket. */
    public static final CongestionControl OF_THE_KERNEL = new CongestionControl(Optional.empty());

    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,15}");
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CONGESTION = 13;
    private static final int TCP_CA_NAME_MAX = 16; // with the NUL that ends it
    private static final RawUnixChannelOption OPTION =
            new RawUnixChannelOption("TCP_CONGESTION", IPPROTO_TCP, TCP_CONGESTION, TCP_CA_NAME_MAX);

    private static final Path AVAILABLE = Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control");
    private static final Path ALLOWED = Path.of("/proc/sys/net/ipv4/tcp_allowed_congestion_control");

    public CongestionControl {
        name.ifPresent(CongestionControl::checkForm);
    }

    /** The algorithm that the kernel knows by this name; whether it does is seen when a {@link Transport} is opened. */
    public static CongestionControl named(String name) {
        return new CongestionControl(Optional.of(name));
    }

    /**
     * Has the sockets of this bootstrap use it. For a server it is the listening socket's option: Linux gives it on to
     * every connection that the socket accepts, which costs no system call for each.
     */
    public <B extends AbstractBootstrap<B, ?>> B applyTo(B bootstrap) {
        return name.isPresent() ? bootstrap.option(OPTION, padded(name.get())) : bootstrap;
    }

    /**
     * Tries it once, on a socket that is then thrown away: later, every connection would fail by it, or (with NIO) go
     * without it after a line in the log.
     *
     * @throws IllegalArgumentException when the sockets of this platform cannot have it
     */
    void checkUsable(boolean epoll) {
        if (name.isEmpty()) {
            return;
        }
        if (!epoll) {
            throw new IllegalArgumentException("[" + name.get()
                    + "] can be chosen with epoll alone, which is not here: " + Epoll.unavailabilityCause());
        }
        try {
            Socket probe = Socket.newSocketStream();
            try {
                probe.setRawOpt(IPPROTO_TCP, TCP_CONGESTION, padded(name.get()));
            } finally {
                probe.close();
            }
        } catch (ChannelException | IOException e) { // netty answers most errors with the first
            throw new IllegalArgumentException(
                    "this kernel does not take [" + name.get() + "]: " + e.getMessage() + ". It has "
                            + content(AVAILABLE) + ", and lets a process without CAP_NET_ADMIN choose from "
                            + content(ALLOWED),
                    e);
        }
    }

    /** A buffer of its own for each socket: setting the option moves the buffer's position to its end. */
    private static ByteBuffer padded(String name) {
        return ByteBuffer.wrap(Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), TCP_CA_NAME_MAX));
    }

    private static void checkForm(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "must be an algorithm's name such as cubic, reno or bbr: 1 to 15 of a-z, 0-9, _ and -");
        }
    }

    private static String content(Path file) {
        try {
            return "[" + Files.readString(file).strip() + "] (" + file + ")";
        } catch (IOException e) {
            return "what " + file + " says on the host"; // a container may not show it
        }
    }
}
