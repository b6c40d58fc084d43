package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.RequestHeader;

/** A connection with two requests under way: a fetch that the broker holds back, and one that waits behind it. */
final class PatientClient implements AutoCloseable {

    static final int REQUESTS = 2;

    private static final short FETCH_VERSION = 12; // the last that names topics
    private static final short API_VERSIONS_VERSION = 3;
    private static final int MEBIBYTE = 1 << 20;
    private static final int READ_LIMIT_MILLIS = (int) Patience.LIMIT.toMillis();

    private final Socket socket;

    private PatientClient(Socket socket) {
        this.socket = socket;
    }

    /** Asks for a mebibyte of a topic that is empty. */
    static PatientClient asking(int port, String topic, Duration patience) throws IOException {
        PatientClient client = new PatientClient(new Socket(InetAddress.getLoopbackAddress(), port));
        client.socket.setSoTimeout(READ_LIMIT_MILLIS);
        FetchRequest.PartitionData all =
                new FetchRequest.PartitionData(Uuid.ZERO_UUID, 0, 0, MEBIBYTE, Optional.empty());
        client.send(
                ApiKeys.FETCH,
                1,
                FetchRequest.Builder.forConsumer(
                                FETCH_VERSION,
                                (int) patience.toMillis(),
                                MEBIBYTE,
                                Map.of(new TopicPartition(topic, 0), all))
                        .build(FETCH_VERSION));
        client.send(
                ApiKeys.API_VERSIONS,
                2,
                new ApiVersionsRequest.Builder(API_VERSIONS_VERSION).build(API_VERSIONS_VERSION));
        return client;
    }

    void assertAnsweredAndClosed() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        for (int correlation = 1; correlation <= REQUESTS; correlation++) {
            byte[] response = in.readNBytes(in.readInt());
            assertThat(ByteBuffer.wrap(response).getInt()).isEqualTo(correlation);
        }
        assertThat(in.read()).as("the end of the connection").isEqualTo(-1);
    }

    private void send(ApiKeys key, int correlation, AbstractRequest request) throws IOException {
        ByteBuffer frame =
                request.serializeWithHeader(new RequestHeader(key, request.version(), "patient", correlation));
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeInt(frame.remaining());
        out.write(frame.array(), frame.arrayOffset() + frame.position(), frame.remaining());
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
