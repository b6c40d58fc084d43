package io.signalbox.rehearsal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** As much of a broker as a rehearsal needs: answers ApiVersions and Metadata. */
final class RehearsalBroker implements AutoCloseable {

    private static final int MAX_REQUEST_BYTES = 1 << 20;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    RehearsalBroker() throws IOException {
        start("rehearsal-broker", this::accept);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket client = server.accept();
            start("rehearsal-broker-connection", () -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            while (true) {
                int size = in.readInt();
                if (size < 8 || size > MAX_REQUEST_BYTES) {
                    return;
                }
                byte[] frame = new byte[size];
                in.readFully(frame);
                answer(ByteBuffer.wrap(frame), client.getOutputStream());
            }
        }
    }

    private void answer(ByteBuffer request, OutputStream out) throws IOException {
        ApiKeys key = ApiKeys.forId(request.getShort(0));
        short version = request.getShort(2);
        ResponseHeaderData header = new ResponseHeaderData().setCorrelationId(request.getInt(4));
        ByteBuf frame = FrameWriter.encode(
                header,
                key.responseHeaderVersion(version),
                key == ApiKeys.METADATA ? metadata() : apiVersions(),
                version,
                UnpooledByteBufAllocator.DEFAULT);
        frame.readBytes(out, frame.readableBytes()).release();
    }

    private ApiMessage metadata() {
        MetadataResponseData body = new MetadataResponseData().setControllerId(0);
        body.brokers()
                .add(new MetadataResponseBroker()
                        .setNodeId(0)
                        .setHost("127.0.0.1")
                        .setPort(server.getLocalPort()));
        return body;
    }

    private static ApiMessage apiVersions() {
        ApiVersionsResponseData body = new ApiVersionsResponseData();
        for (ApiKeys key : ApiKeys.brokerApis()) {
            body.apiKeys().add(new ApiVersion().setApiKey(key.id).setMaxVersion(key.latestVersion()));
        }
        return body;
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // The rehearsal is over, or a connection is.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
