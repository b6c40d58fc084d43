package io.signalbox.dataplane.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** The requests of a login and their responses; of versions that every broker from 2.0 on knows. */
final class LoginFrames {

    private static final short VERSION = 1;
    private static final String CLIENT_ID = "signalbox";

    private int correlationId;

    ByteBuf handshake(String mechanism, ByteBufAllocator allocator) {
        return request(ApiKeys.SASL_HANDSHAKE, new SaslHandshakeRequestData().setMechanism(mechanism), allocator);
    }

    ByteBuf authenticate(byte[] token, ByteBufAllocator allocator) {
        return request(ApiKeys.SASL_AUTHENTICATE, new SaslAuthenticateRequestData().setAuthBytes(token), allocator);
    }

    SaslHandshakeResponseData handshakeResponse(ByteBuf frame) {
        return (SaslHandshakeResponseData) Answer.read(frame, ApiKeys.SASL_HANDSHAKE, VERSION, correlationId);
    }

    SaslAuthenticateResponseData authenticateResponse(ByteBuf frame) {
        return (SaslAuthenticateResponseData) Answer.read(frame, ApiKeys.SASL_AUTHENTICATE, VERSION, correlationId);
    }

    private ByteBuf request(ApiKeys key, ApiMessage body, ByteBufAllocator allocator) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(key.id)
                .setRequestApiVersion(VERSION)
                .setCorrelationId(++correlationId)
                .setClientId(CLIENT_ID);
        return FrameWriter.encode(header, key.requestHeaderVersion(VERSION), body, VERSION, allocator);
    }
}
