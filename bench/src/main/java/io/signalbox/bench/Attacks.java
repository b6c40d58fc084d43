package io.signalbox.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/**
 * What is tried, by the ports of the listeners that it is tried on.
 *
 * @param plain passes messages on to a broker that answers anything
 * @param login wants a password; takes plaintext and TLS
 * @param records applies a policy to what is produced
 * @param hostile leads to a broker that lies
 * @param topic one that the broker behind {@code records} has
 * @param tls trusts the certificate behind {@code login}
 */
record Attacks(int plain, int login, int records, int hostile, String topic, SSLContext tls) {

    private static final int LIMIT_MILLIS = 30_000;
    private static final int MEBIBYTE = 1 << 20;
    private static final short PRODUCE_BY_NAME = 9;
    private static final int CONNECTIONS = 5_000;

    List<Attack> all() {
        byte[] bomb = bomb();
        List<Whole> oversized = oversized();
        return List.of(
                new SlowConnections("slow handshakes", login, CONNECTIONS, clientHello()),
                new SlowConnections("slow logins", login, CONNECTIONS, halfLogin()),
                new SlowConnections("slow frames", plain, CONNECTIONS, halfFrame(50_000)),
                new SlowConnections("slow frames that are kept together", records, 1_000, halfFrame(MEBIBYTE)),
                new RepeatedConnections("connections that come and go", 1_000, 1, number -> knock()),
                new RepeatedConnections("full TLS handshakes", 100, 2, number -> handshake()),
                new RepeatedConnections("a second handshake (TLS 1.2)", 50, 1, number -> renegotiate()),
                new RepeatedConnections(
                        "oversized frames, client ids, tags, tokens",
                        200,
                        1,
                        number -> oversized.get(number % oversized.size()).send()),
                new RepeatedConnections("clients of a hostile broker", 100, 2, number -> askForMetadata()),
                new RepeatedConnections("decompression bombs, 60 MiB of zeros", 4, 2, number -> produce(bomb)));
    }

    private void knock() throws IOException {
        try (Socket client = open(plain)) {
            client.setSoLinger(true, 0); // no port stays behind, here or there
        }
    }

    private void handshake() throws IOException {
        try (SSLSocket client = secure()) {
            client.startHandshake();
            client.getSession().invalidate();
        }
    }

    private void renegotiate() throws IOException {
        try (SSLSocket client = secure()) {
            client.setEnabledProtocols(new String[] {"TLSv1.2"});
            client.startHandshake();
            client.getSession().invalidate();
            client.startHandshake();
            if (client.getInputStream().read() >= 0) {
                throw new IllegalStateException("a second handshake was made");
            }
        }
    }

    private List<Whole> oversized() {
        return List.of(
                new Whole(plain, frameOf(Integer.MAX_VALUE, new byte[4])),
                new Whole(plain, longClientId()),
                new Whole(plain, headerOfTags(10 * MEBIBYTE)),
                new Whole(login, longToken(MEBIBYTE)),
                new Whole(login, longClientHello()));
    }

    @SuppressWarnings("ArrayRecordComponent") // these are never compared
    private record Whole(int port, byte[] bytes) {
        void send() throws IOException {
            try (Socket client = open(port)) {
                client.getOutputStream().write(bytes);
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    private void askForMetadata() throws IOException {
        try (Socket client = open(hostile)) {
            client.getOutputStream().write(request(ApiKeys.METADATA, 1, new byte[4]));
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    private void produce(byte[] frame) throws IOException {
        try (Socket client = open(records)) {
            client.getOutputStream().write(frame);
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.skipNBytes(in.readInt());
        }
    }

    private static Socket open(int port) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(LIMIT_MILLIS);
        return client;
    }

    private SSLSocket secure() throws IOException {
        SSLSocket client = (SSLSocket) tls.getSocketFactory().createSocket(open(login), "localhost", login, true);
        client.setSoTimeout(LIMIT_MILLIS);
        return client;
    }

    /** The beginning of one of 512 bytes. */
    private static byte[] clientHello() {
        return new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
    }

    private static byte[] longClientHello() {
        ByteBuffer hello = ByteBuffer.allocate(5 * 16_389);
        for (int record = 0; record < 5; record++) {
            hello.put((byte) 22).putShort((short) 0x0301).putShort((short) 16_384);
            if (record == 0) {
                hello.put((byte) 1).put((byte) 1).putShort((short) 0); // a hello of 64 KiB
                hello.position(hello.position() + 16_380);
            } else {
                hello.position(hello.position() + 16_384);
            }
        }
        return hello.array();
    }

    /** SaslHandshake for PLAIN, and the beginning of what must follow. */
    private static byte[] halfLogin() {
        byte[] mechanism = {0, 5, 'P', 'L', 'A', 'I', 'N'};
        return joined(request(ApiKeys.SASL_HANDSHAKE, 1, mechanism), frameOf(1_000, saslHeader()));
    }

    private static byte[] longToken(int bytes) {
        byte[] mechanism = {0, 5, 'P', 'L', 'A', 'I', 'N'};
        byte[] token = joined(
                saslHeader(), ByteBuffer.allocate(4 + bytes).putInt(bytes).array());
        return joined(request(ApiKeys.SASL_HANDSHAKE, 1, mechanism), frameOf(token.length, token));
    }

    private static byte[] saslHeader() {
        return header(ApiKeys.SASL_AUTHENTICATE, 1).putShort((short) -1).array();
    }

    /** Produce, of which nothing but the header comes at first. */
    private static byte[] halfFrame(int bytes) {
        return frameOf(bytes, header(ApiKeys.PRODUCE, 3).putShort((short) -1).array());
    }

    private static byte[] longClientId() {
        return request(header(ApiKeys.METADATA, 1).putShort(Short.MAX_VALUE).array(), new byte[Short.MAX_VALUE + 4]);
    }

    /** A flexible header with as many tags as there is room for. */
    private static byte[] headerOfTags(int bytes) {
        byte[] begin = header(ApiKeys.METADATA, 12).putShort((short) -1).array();
        ByteBuffer tags = ByteBuffer.allocate(bytes);
        tags.put(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f}); // how many
        return request(begin, tags.array());
    }

    private static ByteBuffer header(ApiKeys key, int version) {
        return ByteBuffer.allocate(10)
                .putShort(key.id)
                .putShort((short) version)
                .putInt(1);
    }

    private static byte[] request(ApiKeys key, int version, byte[] body) {
        return request(header(key, version).putShort((short) -1).array(), body);
    }

    private static byte[] request(byte[] header, byte[] body) {
        return frameOf(header.length + body.length, joined(header, body));
    }

    private static byte[] frameOf(int announced, byte[] bytes) {
        return joined(ByteBuffer.allocate(4).putInt(announced).array(), bytes);
    }

    private static byte[] joined(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Stream.of(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private byte[] bomb() {
        MemoryRecords batch = MemoryRecords.withRecords(
                Compression.gzip().build(), new SimpleRecord(0, null, new byte[60 * MEBIBYTE]));
        ProduceRequestData body = new ProduceRequestData().setAcks((short) 1).setTimeoutMs(LIMIT_MILLIS);
        body.topicData()
                .add(new TopicProduceData()
                        .setName(topic)
                        .setPartitionData(List.of(new PartitionProduceData().setRecords(batch))));
        ByteBuf frame = FrameWriter.encode(
                new RequestHeaderData()
                        .setRequestApiKey(ApiKeys.PRODUCE.id)
                        .setRequestApiVersion(PRODUCE_BY_NAME)
                        .setCorrelationId(1),
                ApiKeys.PRODUCE.requestHeaderVersion(PRODUCE_BY_NAME),
                body,
                PRODUCE_BY_NAME,
                UnpooledByteBufAllocator.DEFAULT);
        try {
            byte[] bytes = new byte[frame.readableBytes()];
            frame.readBytes(bytes);
            return bytes;
        } finally {
            frame.release();
        }
    }
}
