package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.connect;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.TestPorts;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What the relaying threads wait for, by the JVM's own records: for sockets that are ready, and nothing else. */
@Isolated
class EventLoopIT {

    private static final String RELAY_THREADS = "relay";
    private static final int CONNECTIONS = 50;
    private static final int LONG_BYTES = 900_000;
    private static final Set<String> WAITS = Set.of(
            "jdk.ThreadPark",
            "jdk.ThreadSleep",
            "jdk.JavaMonitorEnter",
            "jdk.JavaMonitorWait",
            "jdk.SocketRead",
            "jdk.SocketWrite",
            "jdk.FileRead",
            "jdk.FileWrite");

    private FakeBroker broker;
    private RelayNode node;
    private int port;

    @BeforeEach
    void start() throws IOException {
        broker = new FakeBroker()
                .on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 7))
                .on(ApiKeys.OFFSET_COMMIT, FakeBroker.with(new byte[LONG_BYTES]));
        port = TestPorts.free();
        node = RelayNode.at(port, broker);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        broker.close();
    }

    @Test
    void noRelayingThreadEverWaitsForAnythingButItsSockets(@TempDir Path folder) throws IOException {
        talkOften(); // on every event loop classes are loaded and initialized, which reads files and takes locks
        await().until(() -> node.connections.openConnections() == 0); // those by which a connection ends, too
        Path file = folder.resolve("waits.jfr");
        try (Recording recording = new Recording()) {
            WAITS.forEach(
                    wait -> recording.enable(wait).withThreshold(Duration.ZERO).withStackTrace());
            recording.start();

            talkOften();

            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events).as("what other threads waited for").isNotEmpty();
        assertThat(events).filteredOn(EventLoopIT::isOfARelayingThread).isEmpty();
    }

    private void talkOften() throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            talk();
        }
    }

    private void talk() throws IOException {
        try (Socket client = connect(port)) {
            RelayNode.send(client, request(ApiKeys.HEARTBEAT, 0, 1));
            RelayNode.send(client, request(ApiKeys.OFFSET_COMMIT, 0, 2, new byte[LONG_BYTES]));
        }
    }

    private static boolean isOfARelayingThread(RecordedEvent event) {
        return event.getThread() != null
                && String.valueOf(event.getThread().getJavaName()).startsWith(RELAY_THREADS);
    }
}
