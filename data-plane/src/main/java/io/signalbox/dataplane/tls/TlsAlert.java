package io.signalbox.dataplane.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/** Fatal alerts (RFC 8446 section 6.2) for clients that are turned away before the server's first record. */
public enum TlsAlert {
    HANDSHAKE_FAILURE(40),
    UNRECOGNIZED_NAME(112);

    private static final byte CONTENT_TYPE_ALERT = 21;
    private static final byte FATAL = 2;

    private final int description;

    TlsAlert(int description) {
        this.description = description;
    }

    /** Writes the alert in clear, past the handlers: nothing is encrypted before the server has answered. */
    public void send(Channel channel) {
        ByteBuf alert = Unpooled.wrappedBuffer(new byte[] {CONTENT_TYPE_ALERT, 3, 3, 0, 2, FATAL, (byte) description});
        channel.pipeline().firstContext().writeAndFlush(alert);
    }
}
