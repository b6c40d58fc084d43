package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.e2e.SecureStage.Backing;
import io.signalbox.testbed.ClientSecurity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Thousands of connections that begin a handshake and never end it, beside clients that do. */
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HalfOpenHandshakesE2E {

    private static final int CONNECTIONS = 2_500; // of each kind
    /** The node's own limit is 10 s for TLS and 20 s for a login; the rest is for a busy machine. */
    private final Stage shared;

    private SecureStage stage;
    private String address;

    HalfOpenHandshakesE2E(Stage stage) {
        this.shared = stage;
    }

    enum Beginning {
        TLS("tls_handshake_timeout"),
        SASL("authentication_timeout");

        private final String reason;

        Beginning(String reason) {
            this.reason = reason;
        }

        byte[] bytes() {
            return switch (this) {
                case TLS -> new byte[] {22, 3, 1, 1, 0, 1, 0, 0, (byte) 0xfc, 3, 3}; // of a ClientHello
                case SASL -> handshake();
            };
        }
    }

    @BeforeAll
    void open() throws Exception {
        stage = SecureStage.open(shared, "half-open", Map.of());
        address = stage.virtualCluster("half-open", Backing.PLAINTEXT, List.of(SecureStage.plainTerminated()));
        stage.startNode();
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    @Test
    void areClosedInTimeAndHarmNobody() throws Exception {
        Clients clients = new Clients(address)
                .with(ClientSecurity.over(
                        ClientSecurity.tls(stage.serverAuthority()),
                        ClientSecurity.plain(SecureStage.USER, SecureStage.PASSWORD)));
        String topic = clients.createTopic(1);
        Map<Beginning, Double> before = new EnumMap<>(Beginning.class);
        List<SocketChannel> halfOpen = new ArrayList<>();
        try (Load load = Load.on(clients, topic)) {
            for (Beginning beginning : Beginning.values()) {
                before.put(beginning, stage.rejected(beginning.reason));
                for (int i = 0; i < CONNECTIONS; i++) {
                    halfOpen.add(begin(beginning));
                }
            }
            assertThat(NodeMetrics.value(stage.node(), "signalbox_connections")).isGreaterThan(CONNECTIONS);

            load.awaitProgress(500);
            String created = clients.createTopic(1); // a new connection, TLS and login and all

            await().untilAsserted(() -> before.forEach((beginning, then) ->
                    assertThat(stage.rejected(beginning.reason) - then).isGreaterThanOrEqualTo(CONNECTIONS)));
            assertThat(created).isNotEmpty();
            load.assertNothingLostRepeatedOrReordered();
        } finally {
            for (SocketChannel channel : halfOpen) {
                channel.close();
            }
        }
    }

    private SocketChannel begin(Beginning beginning) throws IOException {
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.wrap(beginning.bytes()));
        return channel;
    }

    /** SaslHandshake v1 for PLAIN; what must follow never does. */
    private static byte[] handshake() {
        return ByteBuffer.allocate(21)
                .putInt(17)
                .putShort(ApiKeys.SASL_HANDSHAKE.id)
                .putShort((short) 1)
                .putInt(1)
                .putShort((short) -1)
                .putShort((short) 5)
                .put(new byte[] {'P', 'L', 'A', 'I', 'N'})
                .array();
    }
}
