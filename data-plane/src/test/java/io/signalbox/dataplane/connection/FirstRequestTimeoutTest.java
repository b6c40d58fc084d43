package io.signalbox.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.login.Logins;
import io.signalbox.dataplane.login.TokenChecks;
import io.signalbox.dataplane.tls.BackendContexts;
import io.signalbox.dataplane.tls.TlsContexts;
import io.signalbox.dataplane.tls.TlsEngine;
import io.signalbox.dataplane.transport.Transport;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.proto.config.v1.AnonymousAuth;
import io.signalbox.proto.config.v1.SaslPlainAuth;
import io.signalbox.proto.config.v1.WireClientAuth;
import io.signalbox.proto.config.v1.WireMediation;
import io.signalbox.records.encryption.ManagedKeys;
import io.signalbox.records.schema.Schemas;
import io.signalbox.routing.Arrival;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Route;
import io.signalbox.telemetry.Telemetry;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstRequestTimeoutTest {

    private static final HostPort SOCKET = new HostPort("127.0.0.1", 9092);
    private static final Limits LIMITS = new Limits(
            Limits.Connections.atMost(10), Limits.Times.standard(), 1_000, Limits.MAX_IN_FLIGHT, OptionalLong.empty());

    private final Transport transport = Transport.open(1);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ConnectionRegistry registry = new ConnectionRegistry(
            metrics,
            Telemetry.OFF,
            LIMITS,
            new StuckConsumers(new ProblemBoard()),
            Memory.of(Long.MAX_VALUE),
            AccessLog.OFF);
    private final EmbeddedChannel client = new EmbeddedChannel();

    @AfterEach
    void close() {
        client.finishAndReleaseAll();
        transport.close();
    }

    @Test
    void aClientThatSaysNothingInTimeIsClosed() {
        begin();
        pass((int) LIMITS.times().firstRequest().toSeconds() - 1);
        assertThat(client.isOpen()).isTrue();

        pass(2);

        assertThat(client.isOpen()).isFalse();
        assertThat(metrics.get("signalbox.connections.rejected")
                        .tag("reason", "first_request_timeout")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aClientThatSendsHalfAHeaderIsClosedToo() {
        begin();
        client.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 0, 1, 0, 0, 3}));

        pass((int) LIMITS.times().firstRequest().toSeconds() + 1);

        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void aClientThatDoesNotFinishItsLoginIsClosed() {
        begin(WireClientAuth.newBuilder()
                .setSaslPlain(SaslPlainAuth.newBuilder().setMediation(WireMediation.MEDIATION_TERMINATE))
                .build());
        client.writeInbound(Unpooled.wrappedBuffer(RelayNode.request(
                ApiKeys.SASL_HANDSHAKE, 1, 1, (byte) 0, (byte) 5, (byte) 'P', (byte) 'L', (byte) 'A', (byte) 'I', (byte)
                        'N')));
        pass((int) LIMITS.times().login().toSeconds() - 1);
        assertThat(client.isOpen()).isTrue();

        pass(2);

        assertThat(client.isOpen()).isFalse();
        assertThat(metrics.get("signalbox.connections.rejected")
                        .tag("reason", "authentication_timeout")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private void begin() {
        begin(WireClientAuth.newBuilder()
                .setAnonymous(AnonymousAuth.getDefaultInstance())
                .build());
    }

    private void begin(WireClientAuth authentication) {
        RoutingImage image = new Snapshots()
                .backend(1)
                .virtual(2, 1, authentication)
                .listener(3, "9092")
                .policy(4, 3, 2, true)
                .build()
                .image();
        Listener listener = image.listenerAt(SOCKET).orElseThrow();
        VirtualCluster virtualCluster = image.virtualCluster(Snapshots.id(2)).orElseThrow();
        Route route = listener.routes().decide(Arrival.plaintext(SOCKET)).match(decided -> decided, rejection -> {
            throw new AssertionError(rejection);
        });
        registry.onAccepted();
        new Session(
                        client,
                        new AdmittedClient(
                                SOCKET, listener.ref(), route, virtualCluster, Optional.empty(), Optional.empty()),
                        new Entrance(
                                () -> image,
                                new TlsContexts(TlsEngine.JDK),
                                new ClusterPlans(),
                                new Upstreams(
                                        transport,
                                        new BackendContexts(TlsEngine.JDK),
                                        new ProblemBoard(),
                                        (cluster, nanos) -> {}),
                                registry,
                                new Logins(new TokenChecks(new ProblemBoard()), Logins.Delays.STANDARD),
                                Schemas.NONE,
                                cluster -> ManagedKeys.NONE,
                                LIMITS,
                                TrustedProxies.NONE))
                .start();
    }

    private void pass(int seconds) {
        client.advanceTimeBy(seconds, TimeUnit.SECONDS);
        client.runScheduledPendingTasks();
        client.runPendingTasks();
    }
}
