package io.signalbox.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Many connections that have begun something, go on with a byte in a second, and never end it. One that the node closes is opened
 * anew. All in one thread, which rests in between: its own work must not be what others notice.
 */
@SuppressWarnings("ArrayRecordComponent") // these are never compared
record SlowConnections(String name, int port, int count, byte[] beginning) implements Attack {

    private static final long ROUND_NANOS = 1_000_000_000L;
    private static final int AT_A_TIME = 50;
    private static final int OPENED_IN_A_ROUND = 1_000;

    @Override
    public String size() {
        return count + " at a time, a byte in a second each";
    }

    @Override
    public Running begin() {
        Dripping dripping = new Dripping();
        Thread thread = new Thread(dripping, name);
        thread.start();
        dripping.awaitOpen();
        return () -> {
            dripping.goesOn = false;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            for (SocketChannel connection : dripping.connections) {
                connection.close();
            }
        };
    }

    private final class Dripping implements Runnable {

        private final List<SocketChannel> connections = new ArrayList<>();
        private final ByteBuffer answers = ByteBuffer.allocate(4_096);
        private final CountDownLatch open = new CountDownLatch(1);
        private volatile boolean goesOn = true;

        @Override
        public void run() {
            int at = 0;
            while (goesOn) {
                boolean isOpening = connections.size() < count;
                for (int i = 0; i < AT_A_TIME; i++) {
                    step(at);
                    at = (at + 1) % count;
                }
                if (!isOpening) {
                    open.countDown();
                }
                LockSupport.parkNanos(ROUND_NANOS * AT_A_TIME / (isOpening ? OPENED_IN_A_ROUND : count));
            }
        }

        private void awaitOpen() {
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void step(int at) {
            try {
                if (at == connections.size()) {
                    connections.add(connect());
                } else if (!isHeard(connections.get(at))) {
                    connections.get(at).close();
                    connections.set(at, connect());
                }
            } catch (IOException e) {
                LockSupport.parkNanos(1_000_000); // the node takes none at the moment; the next round tries again
            }
        }

        /** Whether the node still listens. */
        private boolean isHeard(SocketChannel connection) {
            try {
                answers.clear();
                return connection.isOpen()
                        && connection.read(answers) >= 0
                        && connection.write(ByteBuffer.allocate(1)) >= 0;
            } catch (IOException e) {
                return false;
            }
        }

        private SocketChannel connect() throws IOException {
            SocketChannel connection =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            connection.configureBlocking(false);
            connection.write(ByteBuffer.wrap(beginning));
            return connection;
        }
    }
}
