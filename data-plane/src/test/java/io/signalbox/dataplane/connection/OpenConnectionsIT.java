package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.connect;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static io.signalbox.dataplane.connection.RelayNode.send;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.Snapshots;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** What is told of connections that are open, and which of them a filter finds. */
@Isolated
class OpenConnectionsIT {

    private FakeBroker broker;
    private int port;
    private RelayNode node;

    @BeforeEach
    void open() throws IOException {
        broker = new FakeBroker().on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 7, (byte) 8));
        port = TestPorts.free(4);
        node = RelayNode.at(port, broker);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        broker.close();
    }

    @Test
    void aConnectionIsDescribedAsLongAsItIsOpen() throws IOException {
        try (Socket client = connect(port)) {
            byte[] request = request(ApiKeys.HEARTBEAT, 0, 1);
            send(client, request);
            send(client, request(ApiKeys.HEARTBEAT, 0, 2));

            await().untilAsserted(() -> assertThat(
                            node.connections.open(RelayNode.ANY).connections())
                    .singleElement()
                    .satisfies(connection -> {
                        assertThat(connection.client()).isEqualTo(client.getLocalSocketAddress());
                        assertThat(connection.local().port()).isEqualTo(port);
                        assertThat(connection.listener().id()).isEqualTo(Snapshots.id(3));
                        assertThat(connection.virtualCluster().id()).isEqualTo(Snapshots.id(2));
                        assertThat(connection.brokerAddress()).contains(broker.address());
                        assertThat(connection.tls()).isEmpty();
                        assertThat(connection.serverName()).isEmpty();
                        assertThat(connection.requests()).isEqualTo(2);
                        assertThat(connection.bytesFromClient()).isEqualTo(2L * request.length);
                        assertThat(connection.bytesToClient()).isEqualTo(2L * (4 + 6));
                    }));
        }

        await().untilAsserted(() ->
                assertThat(node.connections.open(RelayNode.ANY).matched()).isZero());
    }

    @Test
    void aFilterFindsWhatFitsAllThatItNames() throws IOException {
        try (Socket one = connect(port);
                Socket other = connect(port)) {
            send(one, request(ApiKeys.HEARTBEAT, 0, 1));
            send(other, request(ApiKeys.HEARTBEAT, 0, 1));

            assertThat(found(Optional.empty(), Optional.empty(), 10)).isEqualTo(2);
            assertThat(found(Optional.of(Snapshots.id(2)), Optional.of("127.0.0.1"), 10))
                    .isEqualTo(2);
            assertThat(found(Optional.of(Snapshots.id(9)), Optional.of("127.0.0.1"), 10))
                    .isZero();
            assertThat(found(Optional.of(Snapshots.id(2)), Optional.of("127.0.0.2"), 10))
                    .isZero();
            ConnectionFilter.Found<OpenConnection> few = node.connections.open(new ConnectionFilter(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 1));
            assertThat(few.connections()).hasSize(1);
            assertThat(few.matched()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionThatEndedIsALineOfTheAccessLog() throws IOException {
        Logger access = (Logger) LoggerFactory.getLogger("access");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        access.setLevel(Level.INFO);
        access.addAppender(log);
        try {
            int clientPort = oneRequest();

            await().untilAsserted(() -> assertThat(List.copyOf(log.list))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anySatisfy(line -> assertThat(line)
                            .contains(
                                    "listener=listener-3",
                                    "virtual_cluster=virtual-2",
                                    "client=/127.0.0.1:" + clientPort,
                                    "tls=- ",
                                    "principal=anonymous",
                                    "broker=" + broker.address(),
                                    " requests=1 ",
                                    "bytes_to_client=10 ",
                                    "reason=client_closed")));
        } finally {
            access.detachAppender(log);
            access.setLevel(null);
        }
    }

    private int oneRequest() throws IOException {
        try (Socket client = connect(port)) {
            send(client, request(ApiKeys.HEARTBEAT, 0, 1));
            return client.getLocalPort();
        }
    }

    private long found(Optional<UUID> virtualCluster, Optional<String> client, int limit) {
        return node.connections
                .open(new ConnectionFilter(
                        Optional.empty(), virtualCluster, client, Optional.empty(), Optional.empty(), limit))
                .matched();
    }
}
