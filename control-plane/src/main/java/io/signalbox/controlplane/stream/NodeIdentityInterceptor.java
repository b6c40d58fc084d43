package io.signalbox.controlplane.stream;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.signalbox.controlplane.certificate.Fingerprint;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Finds out by which certificate a call came in. That its owner has the key, the handshake has proven. */
final class NodeIdentityInterceptor implements ServerInterceptor {

    static final Context.Key<String> FINGERPRINT = Context.key("fingerprint");

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        try {
            Certificate[] chain = session == null ? new Certificate[0] : session.getPeerCertificates();
            if (chain.length > 0 && chain[0] instanceof X509Certificate leaf) {
                Context context = Context.current().withValue(FINGERPRINT, Fingerprint.sha256(leaf));
                return Contexts.interceptCall(context, call, headers, next);
            }
        } catch (SSLPeerUnverifiedException e) {
            // answered below
        }
        call.close(Status.UNAUTHENTICATED.withDescription("A client certificate is required"), new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
