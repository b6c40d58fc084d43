package io.signalbox.dataplane.login;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.rewrite.Frames;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/** A request by which a client makes itself known, decoded. Never prints what is in it. */
public final class LoginRequest {

    private static final int SIZE_BYTES = 4;

    private final ApiKeys key;
    private final short version;
    private final int correlationId;
    private final ApiMessage body;

    private LoginRequest(ApiKeys key, short version, int correlationId, ApiMessage body) {
        this.key = key;
        this.version = version;
        this.correlationId = correlationId;
        this.body = body;
    }

    /**
     * Reads a whole frame, which is left as it is.
     *
     * @throws IllegalLoginException when it is not what its version says
     */
    public static LoginRequest read(ByteBuf frame, short apiKey, short version) {
        ApiKeys key = ApiKeys.forId(apiKey);
        ByteBuffer bytes = frame.nioBuffer(frame.readerIndex() + SIZE_BYTES, frame.readableBytes() - SIZE_BYTES);
        ByteBufferAccessor readable = new ByteBufferAccessor(bytes);
        ApiMessage body = key.messageType.newRequest();
        try {
            RequestHeaderData header = new RequestHeaderData(readable, key.requestHeaderVersion(version));
            body.read(readable, version);
            return new LoginRequest(key, version, header.correlationId(), body);
        } catch (RuntimeException e) {
            // Kafka's generated readers throw whatever their buffers throw.
            throw new IllegalLoginException(key.name + " v" + version + " could not be read");
        }
    }

    boolean isHandshake() {
        return key == ApiKeys.SASL_HANDSHAKE;
    }

    short version() {
        return version;
    }

    String mechanism() {
        return ((SaslHandshakeRequestData) body).mechanism();
    }

    byte[] authBytes() {
        return ((SaslAuthenticateRequestData) body).authBytes();
    }

    /** An answer to this request, as a frame of its own. */
    public ByteBuf answer(ApiMessage answer, ByteBufAllocator allocator) {
        ResponseHeaderData header = new ResponseHeaderData().setCorrelationId(correlationId);
        return Frames.encode(header, key.responseHeaderVersion(version), answer, version, allocator);
    }
}
