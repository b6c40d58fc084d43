package io.signalbox.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Consecutive free ports of the loopback address. */
final class FreePortsInARow {

    private static final int ATTEMPTS = 100;

    private FreePortsInARow() {}

    /** The first of {@code count}. */
    static int of(int count) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int first = anyFree();
            if (first + count < 65_536 && allFree(first, count)) {
                return first;
            }
        }
        throw new IOException("no " + count + " free ports in a row");
    }

    private static int anyFree() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static boolean allFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (probe.getLocalPort() != port) {
                    return false;
                }
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
