package io.signalbox.dataplane.upstream;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.signalbox.dataplane.config.BackendLogin;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import io.signalbox.routing.Printable;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;

/** What a broker says or does, made fit for logs and problems: in words, short, on one line, and without the password. */
final class BrokerWords {

    private static final int MAX_LENGTH = 300;

    private BrokerWords() {}

    /** What it says. */
    static String shown(String words, BackendLogin login) {
        String secret = secret(login);
        String clean = secret.isEmpty() ? words : words.replace(secret, "***");
        return Printable.of(clean.strip(), MAX_LENGTH);
    }

    /** What it did, where a library threw this; the words go on after the broker's address. */
    static String of(Throwable cause) {
        if (cause instanceof MalformedMessageException) {
            return "answers what cannot be read: " + message(cause);
        }
        if (cause instanceof TooLongFrameException) {
            return "sends an answer that is longer than a node reads";
        }
        if (cause instanceof CorruptedFrameException) {
            return "answers what is not the Kafka protocol";
        }
        if (cause instanceof DecoderException && cause.getCause() != null) {
            return of(cause.getCause());
        }
        return ofNetwork(cause);
    }

    private static String ofNetwork(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return "does not answer within " + Dialer.CONNECT_TIMEOUT_MILLIS / 1_000 + " s";
        }
        if (cause instanceof NoRouteToHostException) {
            return "has no route to it";
        }
        if (cause instanceof UnknownHostException) {
            return "unknown host";
        }
        if (cause instanceof ConnectException) {
            String message = message(cause);
            return message.contains("refused") ? "connection refused" : message;
        }
        return cause instanceof ClosedChannelException ? "closed the connection" : message(cause);
    }

    private static String message(Throwable cause) {
        return Printable.of(
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), MAX_LENGTH);
    }

    private static String secret(BackendLogin login) {
        return login.match(
                () -> "",
                plain -> plain.password().reveal(),
                scram -> scram.password().reveal());
    }
}
