package io.signalbox.dataplane.transport;

import io.netty.channel.Channel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of a socket's congestion control. */
public final class SocketAlgorithm {

    private static final RawUnixChannelOption TCP_CONGESTION = new RawUnixChannelOption("READ_BACK", 6, 13, 16);

    private SocketAlgorithm() {}

    public static String of(Channel channel) {
        ByteBuffer name = channel.config().getOption(TCP_CONGESTION);
        byte[] padded = new byte[name.remaining()];
        name.get(padded);
        return new String(padded, StandardCharsets.US_ASCII).replace("\0", "");
    }

    /** Of a socket for which nobody chose one. */
    public static String ofTheKernel() throws IOException {
        return Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control"))
                .strip();
    }
}
