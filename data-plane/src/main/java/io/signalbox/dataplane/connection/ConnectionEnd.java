package io.signalbox.dataplane.connection;

import io.netty.handler.codec.DecoderException;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.upstream.UpstreamException;
import io.signalbox.routing.CloseReason;
import java.io.IOException;
import javax.net.ssl.SSLException;

/** Why a connection ends, beside what routing, TLS, authentication, the protocol and brokers end it for. */
enum ConnectionEnd implements CloseReason {
    /** The client closed its connection. */
    CLIENT_CLOSED(Kind.NORMAL),
    /** The broker closed its connection. */
    UPSTREAM_CLOSED(Kind.NORMAL),
    /** The session's route or what stands behind it changed. */
    ROUTE_CHANGED(Kind.NORMAL),
    /** The broker has another address now. */
    BROKER_MOVED(Kind.NORMAL),
    /** Nothing passed for as long as the node's settings allow. */
    IDLE_TIMEOUT(Kind.NORMAL),
    /** The node stops. */
    SHUTDOWN(Kind.NORMAL),

    /** There are as many connections as the node takes. */
    CONNECTION_LIMIT(Kind.REJECTION),
    /** As many as its listener takes. */
    LISTENER_CONNECTION_LIMIT(Kind.REJECTION),
    /** As many as its virtual cluster takes. */
    VIRTUAL_CLUSTER_CONNECTION_LIMIT(Kind.REJECTION),
    /** As many as its address may have. */
    ADDRESS_CONNECTION_LIMIT(Kind.REJECTION),
    /** Its address opens connections too fast. */
    ADDRESS_CONNECTION_RATE(Kind.REJECTION),
    /** No request came in time. */
    FIRST_REQUEST_TIMEOUT(Kind.REJECTION),
    TLS_HANDSHAKE_TIMEOUT(Kind.REJECTION),
    /** The client's certificate is good, but {@code principal_mapping} makes nobody of it. */
    PRINCIPAL_NOT_MAPPED(Kind.REJECTION),
    AUTHENTICATION_TIMEOUT(Kind.REJECTION),
    /** The client produced, without waiting for an answer, what it may not. */
    ACCESS_DENIED(Kind.REJECTION),
    /** The client produced, without waiting for an answer, a batch that a policy refuses. */
    RECORD_REFUSED(Kind.REJECTION),
    /** No PROXY protocol header came from a load balancer that must send one. */
    PROXY_PROTOCOL_REQUIRED(Kind.REJECTION),
    PROXY_PROTOCOL_MALFORMED(Kind.REJECTION),

    /** A connection broke. */
    IO_ERROR(Kind.FAILURE),
    /** A mistake of ours; the log has it. */
    INTERNAL_ERROR(Kind.FAILURE);

    private final Kind kind;

    ConnectionEnd(Kind kind) {
        this.kind = kind;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    /** The reason for what a handler or a dialler threw. */
    static CloseReason of(Throwable cause) {
        if (cause instanceof ProtocolViolationException violation) {
            return violation.violation();
        }
        if (cause instanceof UpstreamException upstream) {
            return upstream.reason();
        }
        if (cause instanceof DecoderException && cause.getCause() instanceof SSLException) {
            return IO_ERROR; // what came in could not be decrypted
        }
        return cause instanceof IOException ? IO_ERROR : INTERNAL_ERROR;
    }
}
