package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.connect;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static io.signalbox.dataplane.connection.RelayNode.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A broker that lies, to the clients and to the node itself, beside one that does not. */
class HostileBrokerIT {

    private static final int MEBIBYTE = 1 << 20;

    /** What it answers to a Metadata request. */
    enum Lie {
        ANOTHER_CORRELATION_ID(ProtocolViolation.UNEXPECTED_RESPONSE) {
            @Override
            void tell(ByteBuffer request, DataOutputStream out) throws IOException {
                out.writeInt(12);
                out.writeInt(request.getInt(4) + 1);
                out.writeLong(0);
            }
        },
        TWICE(ProtocolViolation.UNEXPECTED_RESPONSE) {
            @Override
            void tell(ByteBuffer request, DataOutputStream out) throws IOException {
                for (int i = 0; i < 2; i++) {
                    out.writeInt(16);
                    out.writeInt(request.getInt(4));
                    out.write(new byte[12]); // no brokers, no controller, no topics
                }
            }
        },
        A_NEGATIVE_LENGTH(ProtocolViolation.MALFORMED_RESPONSE) {
            @Override
            void tell(ByteBuffer request, DataOutputStream out) throws IOException {
                out.writeInt(-1);
                out.writeInt(request.getInt(4));
            }
        },
        TWO_GIBIBYTES_OF_METADATA(ProtocolViolation.MALFORMED_RESPONSE) {
            @Override
            void tell(ByteBuffer request, DataOutputStream out) throws IOException {
                out.writeInt(Integer.MAX_VALUE);
                out.writeInt(request.getInt(4));
                out.writeInt(Integer.MAX_VALUE); // brokers
            }
        },
        MORE_ENTRIES_THAN_BYTES(ProtocolViolation.MALFORMED_RESPONSE) {
            @Override
            void tell(ByteBuffer request, DataOutputStream out) throws IOException {
                out.writeInt(4 + MEBIBYTE);
                out.writeInt(request.getInt(4));
                out.writeInt(Integer.MAX_VALUE); // brokers
                out.write(new byte[MEBIBYTE - 4]);
            }
        },
        A_HOST_LONGER_THAN_THE_FRAME(ProtocolViolation.MALFORMED_RESPONSE) {
            @Override
            void tell(ByteBuffer request, DataOutputStream out) throws IOException {
                out.writeInt(24);
                out.writeInt(request.getInt(4));
                out.writeInt(1);
                out.writeInt(0); // its id
                out.writeShort(Short.MAX_VALUE);
                out.write(new byte[10]);
            }
        };

        private final ProtocolViolation reason;

        Lie(ProtocolViolation reason) {
            this.reason = reason;
        }

        abstract void tell(ByteBuffer request, DataOutputStream out) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void endsTheConnectionItLiesOnAndNoOther(Lie lie) throws IOException {
        int port = TestPorts.free(2);
        try (FakeBroker honest = honest();
                FakeBroker hostile = honest();
                RelayNode node = new RelayNode().apply(twoClusters(port, honest, hostile));
                Socket neighbour = served(connect(port));
                Socket client = served(connect(port + 1))) {
            hostile.on(ApiKeys.METADATA, lie::tell);

            client.getOutputStream().write(request(ApiKeys.METADATA, 1, 2, new byte[4]));

            assertThat(isEnded(client)).isTrue();
            await().until(() -> !node.endings().isEmpty());
            assertThat(node.endings()).isEqualTo(Map.of(lie.reason.code(), 1.0));
            served(neighbour);
            served(connect(port)).close();
        }
    }

    /** It is asked by the node itself, before any client. */
    @ParameterizedTest
    @EnumSource
    void doesNotHoldUpTheNodeThatAsksIt(Lie lie) throws IOException {
        int port = TestPorts.free(2);
        try (FakeBroker honest = honest();
                FakeBroker hostile = honest().on(ApiKeys.METADATA, lie::tell);
                RelayNode node = new RelayNode().apply(twoClusters(port, honest, hostile));
                Socket neighbour = served(connect(port))) {
            await().until(() -> hostile.accepted() > 0);

            served(connect(port + 1)).close(); // at the bootstrap address, for which no metadata are needed

            served(neighbour);
            assertThat(node.connections.openConnections()).isPositive();
        }
    }

    private static FakeBroker honest() throws IOException {
        FakeBroker broker = new FakeBroker().on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 7, (byte) 8));
        return broker.knows(Map.of(0, broker.address()));
    }

    private static Snapshots twoClusters(int port, FakeBroker first, FakeBroker second) {
        return new Snapshots()
                .backend(1, List.of(first.address().toString()))
                .backend(2, List.of(second.address().toString()))
                .virtual(3, 1)
                .virtual(4, 2)
                .listener(5, Integer.toString(port))
                .listener(6, Integer.toString(port + 1))
                .policy(7, 5, 3, true)
                .policy(8, 6, 4, true);
    }

    private static Socket served(Socket client) throws IOException {
        assertThat(send(client, request(ApiKeys.HEARTBEAT, 0, 1))).endsWith(7, 8);
        return client;
    }

    /** After whatever is still passed on. */
    private static boolean isEnded(Socket client) throws IOException {
        client.setSoTimeout((int) Patience.LIMIT.toMillis());
        try {
            client.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true; // a reset
        }
    }
}
