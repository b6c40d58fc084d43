package io.signalbox.dataplane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on which nobody listens: not of those that the system gives to outgoing connections, nor of those that the brokers
 * and planes take which other modules test at the same time. None is given twice before all were given once: tests run side
 * by side, and a port is bound only some time after it was chosen.
 */
public final class TestPorts {

    private static final int FIRST = 10_000;
    private static final int END = 20_000;

    private static int next = ThreadLocalRandom.current().nextInt(FIRST, END);

    private TestPorts() {}

    public static int free() throws IOException {
        return free(1);
    }

    /** The first of {@code count} free ports in a row. */
    public static synchronized int free(int count) throws IOException {
        for (int tried = 0; tried < END - FIRST; tried += count) {
            int first = next + count <= END ? next : FIRST;
            next = first + count;
            if (areFree(first, count)) {
                return first;
            }
        }
        throw new IOException("no " + count + " free ports in a row");
    }

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try {
                new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
