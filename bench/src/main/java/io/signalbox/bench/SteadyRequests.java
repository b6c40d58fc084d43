package io.signalbox.bench;

import io.netty.buffer.ByteBuf;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.protocol.ApiKeys;

/** Produce requests of 1 KiB at a steady rate over a few connections, each of which has one on its way at most. */
final class SteadyRequests {

    private static final int CONNECTIONS = 8;
    private static final int RECORD_BYTES = 1024;
    private static final int LIMIT_MILLIS = 20_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private SteadyRequests() {}

    /** Returns when that time is over; what could not be sent in time is sent later, as fast as it is answered. */
    static void send(int port, int perSecond, Duration time) throws InterruptedException, ExecutionException {
        long count = perSecond * time.toSeconds();
        byte[] request = request();
        long begin = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int first = i;
            running.add(threads.submit(() -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setSoTimeout(LIMIT_MILLIS);
                    socket.setTcpNoDelay(true);
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    for (long number = first; number < count; number += CONNECTIONS) {
                        LockSupport.parkNanos(begin + number * NANOS_PER_SECOND / perSecond - System.nanoTime());
                        socket.getOutputStream().write(request);
                        in.skipNBytes(in.readInt());
                    }
                } catch (IOException e) {
                    throw new IllegalStateException("a request was not answered", e);
                }
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
        threads.shutdown();
    }

    private static byte[] request() {
        ByteBuf frame = KafkaFrames.request(ApiKeys.PRODUCE, 1, KafkaFrames.produce(RECORD_BYTES));
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes).release();
        return bytes;
    }
}
