package io.signalbox.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Loopback ports on which no process listens. They are taken from below the range that Linux gives to outgoing connections:
 * a port from that range can be taken, as a connection's source port, before a server that starts slowly binds it. None is
 * given twice, by this JVM or by another one that asks here, for as long as the JVM lives that asked.
 */
public final class FreePorts {

    private static final int FIRST = 20_000;
    private static final int END = 32_000;
    private static final int BLOCKS = (END - FIRST) / PortBlock.SIZE;

    private static Optional<PortBlock> current = Optional.empty();

    private FreePorts() {}

    /** Ports that are free now; they need not be consecutive. */
    public static List<Integer> any(int count) {
        return Stream.generate(FreePorts::any).limit(count).toList();
    }

    public static int any() {
        return anyConsecutive(1);
    }

    /** The first of {@code count} consecutive ports that are free now. */
    public static synchronized int anyConsecutive(int count) {
        if (count > PortBlock.SIZE) {
            throw new IllegalArgumentException(count + " consecutive ports are more than " + PortBlock.SIZE);
        }
        while (true) {
            Optional<Integer> first = current.flatMap(block -> block.next(count));
            if (first.isEmpty()) {
                current = Optional.of(anotherBlock());
            } else if (taken(first.get(), count).isEmpty()) {
                return first.get();
            }
        }
    }

    /** From a random one on, so that JVMs that start at the same time do not all try the same ones. */
    private static PortBlock anotherBlock() {
        int start = ThreadLocalRandom.current().nextInt(BLOCKS);
        return IntStream.range(0, BLOCKS)
                .map(i -> FIRST + (start + i) % BLOCKS * PortBlock.SIZE)
                .mapToObj(PortBlock::claim)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "other processes have claimed all ports from " + FIRST + " to " + (END - 1)));
    }

    /** The first port of {@code count} consecutive free ones: at {@code preferred} if it can be, else after it. */
    public static synchronized int consecutive(int preferred, int count) {
        int first = preferred;
        while (first + count <= 65_536) {
            OptionalInt taken = lastTaken(first, count);
            if (taken.isEmpty()) {
                int end = first + count;
                current.ifPresent(block -> block.skipTo(end));
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
