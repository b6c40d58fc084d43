package io.signalbox.dataplane.connection;

import io.netty.handler.codec.DecoderException;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.login.LoginFailure;
import io.signalbox.dataplane.tls.HandshakeFailure;
import io.signalbox.dataplane.upstream.UpstreamException;
import io.signalbox.routing.Rejection;
import java.io.IOException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why a session ended: the log's field, the metric's label, and what tests look for. */
public enum CloseReason {
    /** The client closed its connection. */
    CLIENT_CLOSED(Kind.NORMAL),
    /** The broker closed its connection. */
    UPSTREAM_CLOSED(Kind.NORMAL),
    /** The session's route or what stands behind it changed. */
    ROUTE_CHANGED(Kind.NORMAL),
    /** The broker has another address now. */
    BROKER_MOVED(Kind.NORMAL),
    /** The node stops. */
    SHUTDOWN(Kind.NORMAL),

    /** No policy of the listener matches. */
    NO_MATCHING_POLICY(Kind.REJECTION),
    /** There are as many connections as the node takes. */
    CONNECTION_LIMIT(Kind.REJECTION),
    /** No request came in time. */
    FIRST_REQUEST_TIMEOUT(Kind.REJECTION),
    /** The listener has no TLS server. */
    TLS_ON_PLAINTEXT_LISTENER(Kind.REJECTION),
    /** The listener takes TLS only. */
    PLAINTEXT_NOT_ALLOWED(Kind.REJECTION),
    /** TLS without a server name, where one is needed. */
    NO_SNI(Kind.REJECTION),
    /** The server name is none that leads anywhere. */
    UNKNOWN_SNI(Kind.REJECTION),
    /** The server name would lead to a broker, but is too long to be advertised. */
    BROKER_NOT_EXPOSED(Kind.REJECTION),
    TLS_HANDSHAKE_TIMEOUT(Kind.REJECTION),
    TLS_MALFORMED(Kind.REJECTION),
    TLS_VERSION_NOT_SUPPORTED(Kind.REJECTION),
    TLS_NO_SHARED_CIPHER(Kind.REJECTION),
    CLIENT_CERTIFICATE_REQUIRED(Kind.REJECTION),
    CLIENT_CERTIFICATE_UNTRUSTED(Kind.REJECTION),
    CLIENT_CERTIFICATE_EXPIRED(Kind.REJECTION),
    CLIENT_CERTIFICATE_INVALID(Kind.REJECTION),
    /** The client sent an alert during the handshake. */
    TLS_REFUSED_BY_CLIENT(Kind.REJECTION),
    TLS_HANDSHAKE_ABORTED(Kind.REJECTION),
    TLS_HANDSHAKE_FAILED(Kind.REJECTION),
    /** The client's certificate is good, but {@code principal_mapping} makes nobody of it. */
    PRINCIPAL_NOT_MAPPED(Kind.REJECTION),
    /** A request came before the client made itself known. */
    AUTHENTICATION_REQUIRED(Kind.REJECTION),
    /** The name, password or token is not good. */
    AUTHENTICATION_FAILED(Kind.REJECTION),
    AUTHENTICATION_TIMEOUT(Kind.REJECTION),
    /** The virtual cluster has no authentication for the client's SASL mechanism. */
    SASL_MECHANISM_NOT_SUPPORTED(Kind.REJECTION),
    SASL_HANDSHAKE_V0(Kind.REJECTION),
    ILLEGAL_SASL_STATE(Kind.REJECTION),
    /** The client's token expired, and it did not bring another. */
    SESSION_EXPIRED(Kind.REJECTION),
    HTTP(Kind.REJECTION),
    /** A PROXY protocol header came from an address that is not trusted with that. */
    PROXY_PROTOCOL_NOT_TRUSTED(Kind.REJECTION),
    /** None came from a load balancer that is. */
    PROXY_PROTOCOL_REQUIRED(Kind.REJECTION),
    PROXY_PROTOCOL_MALFORMED(Kind.REJECTION),
    FRAME_TOO_LARGE(Kind.REJECTION),
    MALFORMED_REQUEST(Kind.REJECTION),
    UNKNOWN_API(Kind.REJECTION),
    UNSUPPORTED_VERSION(Kind.REJECTION),

    /** The route leads to a broker that the backend cluster does not have. */
    BROKER_UNKNOWN(Kind.FAILURE),
    /** No broker could be reached. */
    BACKEND_UNREACHABLE(Kind.FAILURE),
    /** What should be a broker's address leads back to this gateway. */
    BACKEND_LOOP(Kind.FAILURE),
    /** A broker answered, and TLS with it failed. */
    BACKEND_TLS_FAILED(Kind.FAILURE),
    /** A broker did not let the node in. */
    BACKEND_AUTHENTICATION_FAILED(Kind.FAILURE),
    /** The keys by which tokens are checked could not be had. */
    TOKEN_KEYS_UNAVAILABLE(Kind.FAILURE),
    UNEXPECTED_RESPONSE(Kind.FAILURE),
    RESPONSE_TOO_LARGE(Kind.FAILURE),
    MALFORMED_RESPONSE(Kind.FAILURE),
    /** A connection broke. */
    IO_ERROR(Kind.FAILURE),
    /** A mistake of ours; the log has it. */
    INTERNAL_ERROR(Kind.FAILURE);

    /** Whose doing it is. */
    enum Kind {
        /** Nobody's fault. */
        NORMAL,
        /** The client's: it is turned away. */
        REJECTION,
        /** The backend cluster's or the network's. */
        FAILURE
    }

    private final Kind kind;

    CloseReason(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** For logs and metrics. */
    public String code() {
        return this == HTTP ? ProtocolViolation.HTTP.code() : name().toLowerCase(Locale.ROOT);
    }

    static CloseReason of(Rejection.Reason reason) {
        return valueOf(reason.name());
    }

    static CloseReason of(LoginFailure failure) {
        return valueOf(failure.name());
    }

    /** What was thrown before TLS was agreed on. */
    static CloseReason ofHandshake(Throwable cause) {
        return valueOf(HandshakeFailure.of(cause).name());
    }

    /** What a handler or a dialler threw. */
    static CloseReason of(Throwable cause) {
        if (cause instanceof ProtocolViolationException violation) {
            return valueOf(violation.violation().name());
        }
        if (cause instanceof UpstreamException upstream) {
            return valueOf(upstream.reason().name());
        }
        if (cause instanceof DecoderException && cause.getCause() instanceof SSLException) {
            return IO_ERROR; // what came in could not be decrypted
        }
        return cause instanceof IOException ? IO_ERROR : INTERNAL_ERROR;
    }
}
