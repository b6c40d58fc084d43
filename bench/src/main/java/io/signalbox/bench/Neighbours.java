package io.signalbox.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Clients that behave: one asks on a connection of its own again and again, another one connects anew each time. Both at times
 * that were fixed before, and what they wait is measured from when it was due, so that a stall counts in full.
 */
final class Neighbours implements AutoCloseable {

    private static final int REQUESTS_PER_SECOND = 400;
    private static final int CONNECTIONS_PER_SECOND = 20;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int LIMIT_MILLIS = 60_000;
    private static final byte[] QUESTION = ByteBuffer.allocate(14)
            .putInt(10)
            .putShort(ApiKeys.API_VERSIONS.id)
            .putShort((short) 0)
            .putInt(1)
            .putShort((short) -1) // no client id
            .array();

    private final Socket standing;
    private final OneConnection connection;

    Neighbours(int port, OneConnection connection) throws IOException {
        this.connection = connection;
        standing = new Socket(InetAddress.getLoopbackAddress(), port);
        standing.setSoTimeout(LIMIT_MILLIS);
        standing.setTcpNoDelay(true);
        ask(); // one that asks nothing for ten seconds is closed
    }

    /** What they waited for, in nanoseconds, sorted; and how many connections were not served. */
    @SuppressWarnings("ArrayRecordComponent") // these are never compared
    record Waited(long[] requests, long[] connections, int failed) {}

    Waited during(Duration time) throws InterruptedException, ExecutionException, IOException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        int[] failed = new int[1];
        try {
            Future<long[]> requests = threads.submit(paced(REQUESTS_PER_SECOND, time, this::ask));
            Future<long[]> connections = threads.submit(paced(CONNECTIONS_PER_SECOND, time, () -> {
                try {
                    connection.open();
                } catch (IOException e) {
                    failed[0]++;
                }
            }));
            return new Waited(requests.get(), connections.get(), failed[0]);
        } finally {
            threads.shutdownNow();
        }
    }

    /** So many connections, one after the other, for a node that was just started. */
    void warmUp(int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            connection.open();
        }
    }

    private void ask() throws IOException {
        standing.getOutputStream().write(QUESTION);
        DataInputStream in = new DataInputStream(standing.getInputStream());
        in.skipNBytes(in.readInt());
    }

    @Override
    public void close() throws IOException {
        standing.close();
    }

    private interface Act {
        void now() throws IOException;
    }

    private static Callable<long[]> paced(int perSecond, Duration time, Act act) {
        return () -> {
            long[] waited = new long[Math.toIntExact(perSecond * time.toSeconds())];
            long begin = System.nanoTime();
            for (int i = 0; i < waited.length; i++) {
                long due = begin + i * NANOS_PER_SECOND / perSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                act.now();
                waited[i] = System.nanoTime() - due;
            }
            Arrays.sort(waited);
            return waited;
        };
    }
}
