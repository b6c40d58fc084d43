package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.connect;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static io.signalbox.dataplane.connection.RelayNode.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.proto.config.v1.WireBrokerHostFormat;
import io.signalbox.proto.config.v1.WireClientAuthentication;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** For each kind of change: whose connections end, and that nobody else's do (contract section 5.3). */
class WhatAChangeClosesIT {

    private static final WireBrokerHostFormat SHARED = WireBrokerHostFormat.BROKER_HOST_FORMAT_SHARED_SUFFIX;
    private static final Issuer AUTHORITY = Issuer.create(KeyKind.EC, "CN=ca.example", Duration.ofDays(1));
    private static final KeyedCertificate SERVER = server();
    private static final KeyedCertificate RENEWED = server();

    /** Plaintext, at the bootstrap port of listener 3, for virtual cluster 2. */
    private static final String BOOTSTRAP = "bootstrap of orders";
    /** The same at the port of broker 0. */
    private static final String BROKER = "broker of orders";
    /** Plaintext, on listener 13, for virtual cluster 12, which has a backend cluster of its own. */
    private static final String OTHER = "other listener";
    /** TLS, on listener 23, by name to virtual cluster 2. */
    private static final String BY_NAME = "orders by name";
    /** TLS, on listener 23, by a name of none, so by port to virtual cluster 12. */
    private static final String BY_PORT = "other by port, over TLS";

    private static String serverOfOrders = ""; // changes are made before the broker is

    private final RelayNode node = new RelayNode();
    private final Map<String, Socket> clients = new TreeMap<>();
    private FakeBroker broker;
    private FakeBroker otherBroker;
    private Snapshots snapshots;
    private int port;

    @BeforeEach
    void connectAll() throws IOException {
        broker = new FakeBroker().on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 1));
        broker.knows(Map.of(0, broker.address()));
        serverOfOrders = broker.address().toString();
        otherBroker = new FakeBroker().on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 2));
        otherBroker.knows(Map.of(0, otherBroker.address()));
        port = TestPorts.free(8);
        snapshots = new Snapshots()
                .backend(1, List.of(broker.address().toString()))
                .backend(11, List.of(otherBroker.address().toString()))
                .virtual(2, 1, "orders")
                .virtual(12, 11, "other")
                .listener(3, port + "-" + (port + 2))
                .policy(4, 3, 2, true)
                .listener(13, (port + 3) + "-" + (port + 4))
                .policy(14, 13, 12, true)
                .listener(23, (port + 5) + "-" + (port + 6))
                .trustBundle(30, AUTHORITY.authority().certificatePem())
                .tlsServer(24, 23, SERVER)
                .sni(25, 23, ".example.com", SHARED)
                .policyAt(26, 23, 12, 100);
        node.apply(snapshots);
        TlsClient tls = TlsClient.trusting(AUTHORITY.authority().certificate());
        clients.put(BOOTSTRAP, connect(port));
        clients.put(BROKER, connect(port + 1));
        clients.put(OTHER, connect(port + 3));
        clients.put(BY_NAME, tls.connect(port + 5, Optional.of("bootstrap-orders.example.com")));
        clients.put(BY_PORT, tls.connect(port + 5, Optional.of("gw.internal")));
        for (Socket client : clients.values()) {
            send(client, request(ApiKeys.HEARTBEAT, 0, 1));
        }
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients.values()) {
            client.close();
        }
        node.close();
        broker.close();
        otherBroker.close();
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("nothing", (all, port) -> {}),
                change(
                        "a new version of a virtual cluster that says the same",
                        (all, port) -> all.virtual(2, 1, "orders")),
                change("a new virtual cluster", (all, port) -> all.virtual(42, 1, "new")),
                change("a new listener", (all, port) -> all.listener(43, Integer.toString(port + 7))),
                change("a port is added", (all, port) -> all.listener(3, port + "-" + (port + 2), port + 7 + "")),
                change("an unused port is removed", (all, port) -> all.listener(3, port + "-" + (port + 1))),
                change("a port is removed", (all, port) -> all.listener(3, port + "", (port + 2) + ""), BROKER),
                change("a certificate is renewed", (all, port) -> all.tlsServer(24, 23, RENEWED)),
                change(
                        "a trust bundle that nobody uses changes",
                        (all, port) -> all.trustBundle(30, SERVER.certificatePem())),
                change(
                        "clients are asked for certificates",
                        (all, port) -> all.tlsServer(
                                24,
                                23,
                                SERVER,
                                tls -> tls.setClientAuthentication(WireClientAuthentication.newBuilder()
                                        .setRequired(true)
                                        .addTlsTrustBundleIds(Snapshots.id(30).toString()))),
                        BY_NAME,
                        BY_PORT),
                change(
                        "plaintext is allowed, too",
                        (all, port) -> all.tlsServer(24, 23, SERVER, tls -> tls.setAllowPlaintext(true))),
                change("TLS is taken away", (all, port) -> all.remove(24), BY_NAME, BY_PORT),
                change(
                        "another SNI policy comes first, with another suffix",
                        (all, port) -> all.sni(5, 23, ".example.org", SHARED)),
                change("the port mapping comes first", (all, port) -> all.policyAt(26, 23, 12, 1), BY_NAME),
                change(
                        "the SNI policy has another suffix",
                        (all, port) -> all.sni(25, 23, ".example.org", SHARED),
                        BY_NAME),
                change("a dns_label changes", (all, port) -> all.virtual(2, 1, "renamed"), BY_NAME),
                change(
                        "a backend cluster has other servers",
                        (all, port) -> all.backend(1, List.of("127.0.0.1:1")),
                        BOOTSTRAP,
                        BROKER,
                        BY_NAME),
                change(
                        "a backend cluster has one more server",
                        (all, port) -> all.backend(1, List.of(serverOfOrders, "127.0.0.1:1"))),
                change(
                        "a virtual cluster has another backend cluster",
                        (all, port) -> all.virtual(12, 1, "other"),
                        OTHER,
                        BY_PORT),
                change(
                        "a virtual cluster is deleted",
                        (all, port) -> all.remove(12).remove(14).remove(26),
                        OTHER,
                        BY_PORT),
                change("a policy is disabled", (all, port) -> all.policy(4, 3, 2, false), BOOTSTRAP, BROKER),
                change("a listener is deleted", (all, port) -> all.remove(13).remove(14), OTHER),
                change("a listener cannot be applied", (all, port) -> all.listener(13, "nonsense")),
                change(
                        "a TLS server cannot be applied",
                        (all, port) -> all.tlsServer(24, 23, SERVER, tls -> tls.setKey("${env['UNSET']}"))));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("changes")
    void onlyThoseConnectionsEndWhoseRouteChanges(
            String what, BiConsumer<Snapshots, Integer> change, Set<String> ending) throws IOException {
        change.accept(snapshots, port);

        node.apply(snapshots);

        await().until(() -> node.ended(ConnectionEnd.ROUTE_CHANGED) >= ending.size());
        Set<String> ended = new HashSet<>(clients.keySet());
        for (Map.Entry<String, Socket> client : clients.entrySet()) {
            if (!ending.contains(client.getKey())) {
                send(client.getValue(), request(ApiKeys.HEARTBEAT, 0, 2)); // throws when it was closed
                ended.remove(client.getKey());
            }
        }
        assertThat(ended).isEqualTo(ending);
        assertThat(node.endings().values().stream().mapToDouble(count -> count).sum())
                .isEqualTo(ending.size());
    }

    private static Arguments change(String what, BiConsumer<Snapshots, Integer> change, String... ending) {
        return Arguments.of(what, change, Set.of(ending));
    }

    private static KeyedCertificate server() {
        return AUTHORITY.issue(
                CertificateRequest.of(KeyKind.EC, "CN=gw", Duration.ofDays(1), "*.example.com", "gw.internal"));
    }
}
