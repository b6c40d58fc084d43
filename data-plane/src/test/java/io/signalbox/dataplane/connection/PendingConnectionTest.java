package io.signalbox.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.login.Logins;
import io.signalbox.dataplane.login.TokenChecks;
import io.signalbox.dataplane.tls.BackendContexts;
import io.signalbox.dataplane.tls.TlsContexts;
import io.signalbox.dataplane.tls.TlsEngine;
import io.signalbox.dataplane.transport.Transport;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.records.encryption.ManagedKeys;
import io.signalbox.records.schema.Schemas;
import io.signalbox.routing.CloseReason;
import io.signalbox.routing.HostPort;
import io.signalbox.telemetry.Telemetry;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that does not get on with it is turned away in time. */
class PendingConnectionTest {

    private static final HostPort SOCKET = new HostPort("127.0.0.1", 9092);
    private static final Limits LIMITS = new Limits(
            Limits.Connections.atMost(10), Limits.Times.standard(), 1_000, Limits.MAX_IN_FLIGHT, OptionalLong.empty());

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ConnectionRegistry registry = new ConnectionRegistry(
            metrics,
            Telemetry.OFF,
            LIMITS,
            new StuckConsumers(new ProblemBoard()),
            Memory.of(Long.MAX_VALUE),
            AccessLog.OFF);
    private final Transport transport = Transport.open(1);
    private final EmbeddedChannel client = new EmbeddedChannel();

    @AfterEach
    void close() {
        client.close();
        transport.close();
    }

    @Test
    void whoSaysNothingIsClosed() {
        begin();

        pass((int) LIMITS.times().handshake().toSeconds() + 1);

        assertThat(client.isOpen()).isFalse();
        assertThat(ended(ConnectionEnd.FIRST_REQUEST_TIMEOUT)).isEqualTo(1);
        assertThat(registry.openConnections()).isZero();
    }

    @Test
    void whoBeginsAHandshakeAndDoesNotEndItIsClosed() {
        begin();
        client.writeInbound(Unpooled.wrappedBuffer(new byte[] {0x16, 3, 1}));

        pass((int) LIMITS.times().handshake().toSeconds() + 1);

        assertThat(client.isOpen()).isFalse();
        assertThat(ended(ConnectionEnd.TLS_HANDSHAKE_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void whoGoesBeforeSayingAnythingIsNobodysFault() {
        begin();

        client.close();

        assertThat(ended(ConnectionEnd.CLIENT_CLOSED)).isEqualTo(1);
        assertThat(registry.openConnections()).isZero();
    }

    private void begin() {
        RoutingImage image = new Snapshots()
                .backend(1)
                .virtual(2, 1)
                .listener(3, "9092")
                .tlsServer(
                        4,
                        3,
                        Issuer.create(KeyKind.EC, "CN=gw", Duration.ofDays(1)).authority())
                .build()
                .image();
        Entrance entrance = new Entrance(
                () -> image,
                new TlsContexts(TlsEngine.JDK),
                new ClusterPlans(),
                new Upstreams(
                        transport, new BackendContexts(TlsEngine.JDK), new ProblemBoard(), (cluster, nanos) -> {}),
                registry,
                new Logins(new TokenChecks(new ProblemBoard()), Logins.Delays.STANDARD),
                Schemas.NONE,
                cluster -> ManagedKeys.NONE,
                LIMITS,
                TrustedProxies.NONE);
        PendingConnection pending = new PendingConnection(
                client, SOCKET, image.listenerAt(SOCKET).orElseThrow().ref(), entrance);
        client.pipeline().addLast(new FirstByteHandler(pending));
    }

    private double ended(CloseReason reason) {
        return metrics.getMeters().stream()
                .filter(meter -> reason.code().equals(meter.getId().getTag("reason")))
                .mapToDouble(meter -> ((Counter) meter).count())
                .sum();
    }

    private void pass(int seconds) {
        client.advanceTimeBy(seconds, TimeUnit.SECONDS);
        client.runScheduledPendingTasks();
        client.runPendingTasks();
    }
}
