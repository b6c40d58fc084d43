package io.signalbox.dataplane.upstream;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.security.plain.PlainAuthenticateCallback;
import org.apache.kafka.common.security.plain.internals.PlainSaslServer;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.apache.kafka.common.security.scram.internals.ScramSaslServer;
import org.jspecify.annotations.Nullable;

/** A broker's part in a login, by Kafka's own classes, for one user; frame by frame. */
class SaslBroker {

    static final long LIFETIME_MILLIS = 90_000;

    private final List<String> mechanisms;
    private final String user;
    private final String password;
    private @Nullable SaslServer server;
    private @Nullable ScramCredential credential;

    SaslBroker(List<String> mechanisms, String user, String password) {
        this.mechanisms = mechanisms;
        this.user = user;
        this.password = password;
    }

    /** The whole response to a whole request. */
    final ByteBuf answer(ByteBuf frame) {
        ByteBuffer bytes = frame.nioBuffer(4, frame.readableBytes() - 4);
        ApiKeys key = ApiKeys.forId(bytes.getShort(bytes.position()));
        short version = bytes.getShort(bytes.position() + 2);
        ByteBufferAccessor readable = new ByteBufferAccessor(bytes);
        RequestHeaderData header = new RequestHeaderData(readable, key.requestHeaderVersion(version));
        ApiMessage body = key == ApiKeys.SASL_HANDSHAKE
                ? handshake(new SaslHandshakeRequestData(readable, version))
                : authenticate(new SaslAuthenticateRequestData(readable, version).authBytes());
        return FrameWriter.encode(
                new ResponseHeaderData().setCorrelationId(header.correlationId()),
                key.responseHeaderVersion(version),
                body,
                version,
                UnpooledByteBufAllocator.DEFAULT);
    }

    private ApiMessage handshake(SaslHandshakeRequestData request) {
        SaslHandshakeResponseData response = new SaslHandshakeResponseData().setMechanisms(mechanisms);
        if (!mechanisms.contains(request.mechanism())) {
            return response.setErrorCode(Errors.UNSUPPORTED_SASL_MECHANISM.code());
        }
        try {
            server = request.mechanism().equals("PLAIN") ? plain() : scram(request.mechanism());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return response;
    }

    SaslAuthenticateResponseData authenticate(byte[] token) {
        try {
            byte[] challenge = requireNonNull(server).evaluateResponse(token);
            return new SaslAuthenticateResponseData()
                    .setAuthBytes(challenge == null ? new byte[0] : challenge)
                    .setSessionLifetimeMs(server.isComplete() ? LIFETIME_MILLIS : 0);
        } catch (SaslException | SaslAuthenticationException e) {
            return new SaslAuthenticateResponseData()
                    .setErrorCode(Errors.SASL_AUTHENTICATION_FAILED.code())
                    .setErrorMessage(e.getMessage());
        }
    }

    private SaslServer plain() {
        return new PlainSaslServer(callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof PlainAuthenticateCallback asked) {
                    asked.authenticated(password.equals(String.valueOf(asked.password())));
                }
            }
        });
    }

    private SaslServer scram(String mechanism) throws GeneralSecurityException {
        ScramMechanism kind = ScramMechanism.forMechanismName(mechanism);
        if (credential == null) {
            credential = new ScramFormatter(kind).generateCredential(password, 4_096);
        }
        return new ScramSaslServer(kind, Map.of(), callbacks -> {
            boolean known = false;
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    known = name.getDefaultName().equals(user);
                } else if (callback instanceof ScramCredentialCallback asked && known) {
                    asked.scramCredential(credential);
                }
            }
        });
    }
}
