package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;

/** One connection, on which any request can be sent in any version. */
final class RawClient implements AutoCloseable {

    private static final int LIMIT_MILLIS = (int) Patience.LIMIT.toMillis();

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private int correlationId;

    private RawClient(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
        socket.setSoTimeout(LIMIT_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    static RawClient anonymous(int port) throws IOException {
        return new RawClient(port);
    }

    /** The same, which takes it for ended when no answer comes for so long. */
    RawClient withLimit(Duration limit) throws IOException {
        socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
        return this;
    }

    /** What an anonymous client is offered. */
    static Map<ApiKeys, ApiVersion> offered(int port) throws IOException {
        try (RawClient client = anonymous(port)) {
            ApiVersionsResponseData answer = (ApiVersionsResponseData) client.ask(
                    ApiKeys.API_VERSIONS,
                    (short) 3,
                    new ApiVersionsRequestData().setClientSoftwareName("raw").setClientSoftwareVersion("1"));
            Map<ApiKeys, ApiVersion> offered = new EnumMap<>(ApiKeys.class);
            answer.apiKeys().forEach(version -> offered.put(ApiKeys.forId(version.apiKey()), version));
            return offered;
        }
    }

    static RawClient plain(int port, String user, String password) throws IOException {
        RawClient client = new RawClient(port);
        client.ask(ApiKeys.SASL_HANDSHAKE, (short) 1, new SaslHandshakeRequestData().setMechanism("PLAIN"));
        byte[] message = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        ApiMessage answer = client.ask(
                ApiKeys.SASL_AUTHENTICATE, (short) 1, new SaslAuthenticateRequestData().setAuthBytes(message));
        assertThat(((SaslAuthenticateResponseData) answer).errorCode()).isEqualTo(Errors.NONE.code());
        return client;
    }

    ApiMessage ask(ApiKeys api, short version, ApiMessage body) throws IOException {
        send(api, version, body);
        return receive(api, version);
    }

    void send(ApiKeys api, short version, ApiMessage body) throws IOException {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(api.id)
                .setRequestApiVersion(version)
                .setCorrelationId(++correlationId)
                .setClientId("raw");
        ByteBuf frame =
                FrameWriter.encode(header, api.requestHeaderVersion(version), body, version, ByteBufAllocator.DEFAULT);
        try {
            socket.getOutputStream().write(ByteBufUtil.getBytes(frame));
        } finally {
            frame.release();
        }
    }

    ApiMessage receive(ApiKeys api, short version) throws IOException {
        byte[] response = new byte[in.readInt()];
        in.readFully(response);
        ByteBufferAccessor readable = new ByteBufferAccessor(ByteBuffer.wrap(response));
        ResponseHeaderData header = new ResponseHeaderData(readable, api.responseHeaderVersion(version));
        assertThat(header.correlationId()).isEqualTo(correlationId);
        ApiMessage answer = api.messageType.newResponse();
        answer.read(readable, version);
        assertThat(readable.remaining()).as("bytes behind the response").isZero();
        return answer;
    }

    /** Whether the other end has closed, and sent nothing before. */
    boolean isClosed() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
