package io.signalbox.dataplane.connection;

import io.signalbox.routing.HostPort;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/**
 * A socket that speaks just enough Kafka for what real brokers cannot be made to do: it answers
 * ApiVersions with Metadata v1 and nothing else, that with the brokers that it is told of, and the rest with what the
 * test says.
 */
public final class FakeBroker implements AutoCloseable {

    /** What a test makes of a request; the frame is without its size. */
    public interface Answer {
        void to(ByteBuffer request, DataOutputStream out) throws IOException;
    }

    /** Of ApiVersions v0: no error, one API, from version 0 to 1. */
    private static final byte[] ONLY_METADATA_1 = {0, 0, 0, 0, 0, 1, 0, (byte) ApiKeys.METADATA.id, 0, 0, 0, 1};

    private final ServerSocket server;
    private final Thread acceptor;
    private final Map<Short, Answer> answers = new ConcurrentHashMap<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Map<Socket, ApiKeys> opened = new ConcurrentHashMap<>();
    private final Map<Integer, HostPort> brokers = new ConcurrentHashMap<>();
    private final AtomicInteger metadataRequests = new AtomicInteger();

    public FakeBroker() throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** Behind a socket of one's own, such as one with TLS. */
    public FakeBroker(ServerSocket socket) {
        server = socket;
        answers.put(ApiKeys.METADATA.id, this::metadata);
        answers.put(ApiKeys.API_VERSIONS.id, with(ONLY_METADATA_1));
        acceptor = start("fake-broker", this::accept);
    }

    public HostPort address() {
        return new HostPort("127.0.0.1", server.getLocalPort());
    }

    /** What Metadata says from now on. */
    public FakeBroker knows(Map<Integer, HostPort> addresses) {
        brokers.clear();
        brokers.putAll(addresses);
        return this;
    }

    public FakeBroker on(ApiKeys key, Answer answer) {
        answers.put(key.id, answer);
        return this;
    }

    /** Answers with the correlation id and these bytes. */
    public static Answer with(byte... body) {
        return (request, out) -> {
            out.writeInt(4 + body.length);
            out.writeInt(request.getInt(4));
            out.write(body);
        };
    }

    /** The same answer, once the latch is open. */
    static Answer after(CountDownLatch latch, Answer answer) {
        return (request, out) -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            answer.to(request, out);
        };
    }

    /** All of a request, without its size. */
    static byte[] bytes(ByteBuffer request) {
        byte[] bytes = new byte[request.limit()];
        request.duplicate().rewind().get(bytes);
        return bytes;
    }

    public int accepted() {
        return accepted.get();
    }

    /** Of each connection so far that has sent anything, which API its first request was for. */
    public List<ApiKeys> firstRequests() {
        return List.copyOf(opened.values());
    }

    public int metadataRequests() {
        return metadataRequests.get();
    }

    public long openConnections() {
        return connections.stream().filter(socket -> !socket.isClosed()).count();
    }

    @Override
    public void close() throws IOException {
        server.close();
        try {
            acceptor.join(); // until it has seen the end, it may take one more connection
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : connections) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket socket = server.accept();
            accepted.incrementAndGet();
            connections.add(socket);
            var unused = start("fake-broker-connection", () -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                ByteBuffer request = ByteBuffer.wrap(frame);
                opened.putIfAbsent(socket, ApiKeys.forId(request.getShort(0)));
                Answer answer = answers.get(request.getShort(0));
                if (answer != null) {
                    answer.to(request, out);
                    out.flush();
                }
            }
        }
    }

    private void metadata(ByteBuffer request, DataOutputStream out) throws IOException {
        metadataRequests.incrementAndGet();
        MetadataResponseData body = new MetadataResponseData().setControllerId(-1);
        brokers.forEach((id, address) -> body.brokers()
                .add(new MetadataResponseBroker()
                        .setNodeId(id)
                        .setHost(address.host())
                        .setPort(address.port())));
        short version = request.getShort(2);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer bytes = ByteBuffer.allocate(body.size(cache, version));
        body.write(new ByteBufferAccessor(bytes), cache, version);
        with(bytes.array()).to(request, out);
    }

    private interface Task {
        void run() throws IOException;
    }

    private static Thread start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // The other end, or the test, closed the socket: as it should at the end of every test.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
