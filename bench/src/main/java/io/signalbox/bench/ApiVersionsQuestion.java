package io.signalbox.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;

/** The least that makes a connection one of Kafka: asks which APIs there are, and reads the answer. */
record ApiVersionsQuestion(Socket socket) {

    /** Size, API key 18, version 0, correlation id, no client id. */
    private static final byte[] REQUEST = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, -1, -1};

    void ask() throws IOException {
        socket.getOutputStream().write(REQUEST);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.skipNBytes(in.readInt());
    }
}
