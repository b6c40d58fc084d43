package io.signalbox.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Answers with one lie after the other, in turn; among them a Metadata response that does not end for as long as it is read. */
final class HostileBroker implements AutoCloseable {

    private static final int LIES = 4;
    private static final int MEBIBYTE = 1 << 20;
    private static final int ENDLESS_BYTES = 60 * MEBIBYTE;
    private static final byte[] ZEROS = new byte[MEBIBYTE];

    private final ServerSocket server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());

    HostileBroker() throws IOException {
        start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() throws IOException {
        for (int number = 0; !server.isClosed(); number++) {
            Socket client = server.accept();
            int lie = number % LIES;
            start(() -> serve(client, lie));
        }
    }

    private static void serve(Socket client, int lie) throws IOException {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            while (true) {
                byte[] request = new byte[Math.min(in.readInt(), MEBIBYTE)];
                in.readFully(request);
                int correlationId = ByteBuffer.wrap(request).getInt(4);
                switch (lie) {
                    case 0 -> answer(out, 12, correlationId + 1, new byte[8]);
                    case 1 -> answer(out, Integer.MAX_VALUE, correlationId, ZEROS);
                    case 2 -> answer(out, -1, correlationId, new byte[0]);
                    default -> {
                        answer(out, 4 + ENDLESS_BYTES, correlationId, new byte[] {0x7f, 0, 0, 0});
                        for (int sent = 4; sent < ENDLESS_BYTES; sent += MEBIBYTE) {
                            out.write(ZEROS);
                        }
                    }
                }
            }
        }
    }

    private static void answer(DataOutputStream out, int announced, int correlationId, byte[] body) throws IOException {
        out.writeInt(announced);
        out.writeInt(correlationId);
        out.write(body);
        out.flush();
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // The node has closed the connection, as it should; or the measurement is over.
                    }
                },
                "hostile-broker");
        thread.setDaemon(true);
        thread.start();
    }
}
