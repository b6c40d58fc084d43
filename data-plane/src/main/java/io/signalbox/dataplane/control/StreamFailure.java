package io.signalbox.dataplane.control;

import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.signalbox.routing.Printable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a config stream ended, or never began, in words for whoever can mend it. Pure. */
public record StreamFailure(Reason reason, String message) {

    private static final Metadata.Key<String> TOLD =
            Metadata.Key.of("signalbox-reason", Metadata.ASCII_STRING_MARSHALLER);
    private static final int MAX_CAUSES = 20;
    private static final String CA_SETTING = "SIGNALBOX_CONTROL_PLANE_CA";

    /** What a metric tells apart. */
    public enum Reason {
        CERTIFICATE_NOT_REGISTERED,
        CERTIFICATE_NOT_VALID,
        GATEWAY_DELETED,
        CONTROL_PLANE_STOPPING,
        STORE_AWAY,
        NAME_NOT_RESOLVED,
        NOT_REACHABLE,
        TIMED_OUT,
        NO_TLS,
        NO_CONFIG_STREAM,
        CA_NOT_SET,
        CA_DIFFERS,
        NAME_DIFFERS,
        SERVER_CERTIFICATE_NOT_VALID,
        TLS_FAILED,
        CONNECTION_LOST,
        ENDED,
        REFUSED;

        /** As the metric's label and the log have it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** From how gRPC ended the call; a control plane of ours says its reason itself. */
    static StreamFailure of(Status status, Optional<Metadata> trailers, boolean hasCa) {
        Optional<Reason> told = trailers.map(all -> all.get(TOLD)).flatMap(StreamFailure::reason);
        if (told.isPresent()) {
            return new StreamFailure(told.get(), Printable.quoted(String.valueOf(status.getDescription())));
        }
        List<Throwable> causes = causes(status.getCause());
        return ofCertificate(causes, hasCa).or(() -> ofConnection(causes)).orElseGet(() -> ofStatus(status, causes));
    }

    private static Optional<StreamFailure> ofCertificate(List<Throwable> causes, boolean hasCa) {
        Optional<Throwable> certificate = find(
                causes,
                cause -> cause instanceof CertificateException
                        || cause instanceof CertPathBuilderException
                        || cause instanceof CertPathValidatorException);
        if (certificate.isEmpty()) {
            return Optional.empty();
        }
        if (find(
                        causes,
                        cause -> cause instanceof CertificateExpiredException
                                || cause instanceof CertificateNotYetValidException)
                .isPresent()) {
            return failure(
                    Reason.SERVER_CERTIFICATE_NOT_VALID,
                    "the control plane's certificate is not valid now: see that it is renewed, and that the clocks agree");
        }
        Optional<String> name = causes.stream()
                .map(Throwable::getMessage)
                .filter(text ->
                        text != null && (text.startsWith("No subject alternative") || text.startsWith("No name")))
                .findFirst();
        if (name.isPresent()) {
            return failure(
                    Reason.NAME_DIFFERS,
                    "the control plane's certificate is not for the name in SIGNALBOX_CONTROL_PLANE ("
                            + Printable.quoted(name.get()) + ")");
        }
        return hasCa
                ? failure(
                        Reason.CA_DIFFERS,
                        "the control plane's certificate is not signed by the CA in " + CA_SETTING
                                + ": give the node the ca.crt of that control plane")
                : failure(
                        Reason.CA_NOT_SET,
                        "the control plane's certificate is not signed by a CA that this system trusts, and "
                                + CA_SETTING + " is not set: give the node the ca.crt of that control plane");
    }

    private static Optional<StreamFailure> ofConnection(List<Throwable> causes) {
        for (Throwable cause : causes) {
            if (cause instanceof UnknownHostException) {
                return failure(Reason.NAME_NOT_RESOLVED, "the name in SIGNALBOX_CONTROL_PLANE cannot be resolved");
            }
            if (cause instanceof NotSslRecordException || cause instanceof SslHandshakeTimeoutException) {
                return failure(
                        Reason.NO_TLS,
                        "what listens there answers no TLS: perhaps it is the control plane's HTTP port; nodes need the one of"
                                + " SIGNALBOX_GRPC_PORT");
            }
            if (cause instanceof ConnectTimeoutException) {
                return failure(Reason.TIMED_OUT, "nobody answers there: perhaps a firewall drops what is sent");
            }
            if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                return failure(Reason.NOT_REACHABLE, "nobody listens there: " + Printable.quoted(reasonIn(cause)));
            }
        }
        for (Throwable cause : causes) {
            if (cause instanceof SSLException) {
                return failure(Reason.TLS_FAILED, "TLS with it failed: " + Printable.quoted(reasonIn(cause)));
            }
            if (cause instanceof SocketException || cause instanceof ClosedChannelException) {
                return failure(Reason.CONNECTION_LOST, "the connection was lost: " + Printable.quoted(reasonIn(cause)));
            }
        }
        return find(causes, cause -> cause instanceof IOException)
                .flatMap(cause -> failure(
                        Reason.CONNECTION_LOST, "the connection was lost: " + Printable.quoted(reasonIn(cause))));
    }

    private static StreamFailure ofStatus(Status status, List<Throwable> causes) {
        String description = String.valueOf(status.getDescription());
        String text = (description + " " + causes).toLowerCase(Locale.ROOT);
        if (text.contains("alpn") || text.contains("protocol negotiation")) {
            return new StreamFailure(
                    Reason.NO_CONFIG_STREAM,
                    "what listens there speaks TLS, but no gRPC: nodes need the control plane's SIGNALBOX_GRPC_PORT");
        }
        return switch (status.getCode()) {
            case OK -> new StreamFailure(Reason.ENDED, "the control plane ended the stream");
            case UNIMPLEMENTED, UNKNOWN ->
                new StreamFailure(
                        Reason.NO_CONFIG_STREAM,
                        "what listens there is no config stream of a control plane: " + Printable.quoted(description));
            case UNAVAILABLE ->
                new StreamFailure(Reason.CONNECTION_LOST, "the connection was lost: " + Printable.quoted(description));
            default -> new StreamFailure(Reason.REFUSED, status.getCode() + ": " + Printable.quoted(description));
        };
    }

    private static Optional<Reason> reason(String told) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.text().equals(told))
                .findFirst();
    }

    private static Optional<StreamFailure> failure(Reason reason, String message) {
        return Optional.of(new StreamFailure(reason, message));
    }

    private static Optional<Throwable> find(List<Throwable> causes, Predicate<Throwable> wanted) {
        return causes.stream().filter(wanted).findFirst();
    }

    private static List<Throwable> causes(@Nullable Throwable first) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable next = first; next != null && causes.size() < MAX_CAUSES; next = next.getCause()) {
            causes.add(next);
            causes.addAll(Arrays.asList(next.getSuppressed()));
        }
        return causes;
    }

    private static String reasonIn(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
