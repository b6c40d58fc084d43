package io.signalbox.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Loopback ports on which no process listens. They are taken from below the range that Linux gives to outgoing connections:
 * a port from that range can be taken, as a connection's source port, before a server that starts slowly binds it.
 */
public final class FreePorts {

    private static final int FIRST = 20_000;
    private static final int END = 32_000;
    private static final int ATTEMPTS = 2_000;

    private FreePorts() {}

    /** Ports that are free now; they need not be consecutive. */
    public static List<Integer> any(int count) {
        List<Integer> ports = new ArrayList<>();
        for (int attempt = 0; attempt < ATTEMPTS && ports.size() < count; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (!ports.contains(port) && isFree(port)) {
                ports.add(port);
            }
        }
        if (ports.size() < count) {
            throw new IllegalStateException("found no " + count + " free ports from " + FIRST + " to " + (END - 1));
        }
        return ports;
    }

    public static int any() {
        return any(1).get(0);
    }

    /** The first port of {@code count} consecutive free ones: at {@code preferred} if it can be, else after it. */
    public static int consecutive(int preferred, int count) {
        int first = preferred;
        while (first + count <= 65_536) {
            OptionalInt taken = lastTaken(first, count);
            if (taken.isEmpty()) {
                return first;
            }
            first = taken.getAsInt() + 1;
        }
        throw new IllegalStateException("found no " + count + " consecutive free ports from " + preferred + " on");
    }

    /** Which of the ports from {@code first} on are taken. */
    public static List<Integer> taken(int first, int count) {
        return IntStream.range(first, first + count)
                .filter(port -> !isFree(port))
                .boxed()
                .toList();
    }

    private static OptionalInt lastTaken(int first, int count) {
        return IntStream.range(first, first + count)
                .filter(port -> !isFree(port))
                .max();
    }

    /** Whether a server could listen on the port now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
