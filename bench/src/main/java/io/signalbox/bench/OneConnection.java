package io.signalbox.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * What a client does to connect: TLS, a login by name and password, and one ApiVersions, as far as each is wanted.
 *
 * @param resumes whether it goes on with the TLS session that it had before
 */
record OneConnection(int port, Optional<SSLContext> tls, boolean resumes, Optional<String> password) {

    /** The name that goes with the password. */
    static final String USER = "bench";

    private static final int LIMIT_MILLIS = 20_000;

    void open() throws IOException {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
            plain.setSoTimeout(LIMIT_MILLIS);
            plain.setTcpNoDelay(true);
            if (tls.isEmpty()) {
                talk(plain);
                return;
            }
            try (SSLSocket secure =
                    (SSLSocket) tls.get().getSocketFactory().createSocket(plain, "localhost", port, true)) {
                secure.startHandshake();
                talk(secure);
                if (!resumes) {
                    secure.getSession().invalidate();
                }
            }
        }
    }

    private void talk(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        if (password.isPresent()) {
            ask(socket, in, request(ApiKeys.SASL_HANDSHAKE, 1, text("PLAIN")));
            byte[] message = ("\0" + USER + "\0" + password.get()).getBytes(StandardCharsets.UTF_8);
            byte[] answer = ask(socket, in, request(ApiKeys.SASL_AUTHENTICATE, 1, bytes(message)));
            if (ByteBuffer.wrap(answer).getShort(4) != 0) {
                throw new IOException("the login was refused");
            }
        }
        ask(socket, in, request(ApiKeys.API_VERSIONS, 0, new byte[0]));
    }

    private static byte[] ask(Socket socket, DataInputStream in, byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        return answer;
    }

    private static byte[] request(ApiKeys key, int version, byte[] body) {
        return ByteBuffer.allocate(14 + body.length)
                .putInt(10 + body.length)
                .putShort(key.id)
                .putShort((short) version)
                .putInt(1)
                .putShort((short) -1)
                .put(body)
                .array();
    }

    private static byte[] text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + utf8.length)
                .putShort((short) utf8.length)
                .put(utf8)
                .array();
    }

    private static byte[] bytes(byte[] bytes) {
        return ByteBuffer.allocate(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }
}
