package io.signalbox.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The chain of a listener: contract sections 3.1 and 3.5. */
class RouteTableTest {

    private static final VirtualClusterRef LEGACY = cluster(1, "legacy");
    private static final VirtualClusterRef ORDERS = cluster(2, "orders");
    private static final SniRouting BY_NAME = new SniRouting(
            new UUID(0, 1),
            ".kafka.example",
            HostFormat.PER_CLUSTER_SUFFIX,
            OptionalInt.empty(),
            Map.of("legacy", LEGACY, "orders", ORDERS));
    private static final PortMapping BY_PORT =
            new PortMapping(new UUID(0, 2), PortSet.parse(List.of("9092-9095", "9443")), true, 0, "gw.example", LEGACY);

    @ParameterizedTest(name = "tls {0}, port {1}, server name {2}: policy {3} leads to {4} of {5}")
    @CsvSource({
        "false, 9092, , 2, bootstrap, legacy",
        "false, 9094, , 2, broker-1, legacy",
        "true, 9092, bootstrap.orders.kafka.example, 1, bootstrap, orders",
        "true, 9443, broker-3.orders.kafka.example, 1, broker-3, orders",
        "true, 9093, gw.internal, 2, broker-0, legacy",
        "true, 9443, bootstrap.unknown.kafka.example, 2, broker-350, legacy",
        "false, 9443, , 2, broker-350, legacy",
    })
    void theWorkedExampleOfTheContractHolds(
            boolean tls, int port, @Nullable String serverName, int policy, String target, String cluster) {
        RouteTable table = new RouteTable(AcceptedTransport.TLS_OR_PLAINTEXT, List.of(BY_NAME, BY_PORT));

        Decision decision = table.decide(arrival(tls, port, serverName));

        assertThat(decision).isInstanceOfSatisfying(Route.class, route -> {
            assertThat(route.policy().id()).isEqualTo(new UUID(0, policy));
            assertThat(route.target()).hasToString(target);
            assertThat(route.virtualCluster().name()).isEqualTo(cluster);
        });
    }

    @Test
    void theFirstPolicyThatMatchesDecides() {
        RouteTable table = new RouteTable(AcceptedTransport.TLS_OR_PLAINTEXT, List.of(BY_PORT, BY_NAME));

        Decision decision = table.decide(arrival(true, 9092, "bootstrap.orders.kafka.example"));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Route.class, route -> assertThat(route.policy()).isEqualTo(BY_PORT));
    }

    @ParameterizedTest(name = "{0} listener, tls {1}, port {2}, server name {3}: {4}")
    @CsvSource({
        "PLAINTEXT, true, 9092, bootstrap.orders.kafka.example, TLS_ON_PLAINTEXT_LISTENER",
        "TLS, false, 9092, , PLAINTEXT_NOT_ALLOWED",
        "TLS, true, 9092, , NO_SNI",
        "TLS, true, 9092, gw.internal, UNKNOWN_SNI",
        "TLS, true, 9092, bootstrap.nobody.kafka.example, UNKNOWN_SNI",
        "TLS, true, 9092, broker-x.orders.kafka.example, UNKNOWN_SNI",
        "TLS_OR_PLAINTEXT, false, 9092, , NO_MATCHING_POLICY",
        "PLAINTEXT, false, 9092, , NO_MATCHING_POLICY",
    })
    void aRejectionTellsItsReason(
            AcceptedTransport accepts, boolean tls, int port, @Nullable String serverName, Rejection.Reason reason) {
        RouteTable table = new RouteTable(accepts, List.of(BY_NAME));

        assertThat(table.decide(arrival(tls, port, serverName))).isEqualTo(new Rejection(reason));
    }

    @ParameterizedTest
    @EnumSource(AcceptedTransport.class)
    void withoutAPolicyNothingMatches(AcceptedTransport accepts) {
        RouteTable table = new RouteTable(accepts, List.of());

        assertThat(table.decide(nameless(accepts == AcceptedTransport.TLS)))
                .isEqualTo(new Rejection(Rejection.Reason.NO_MATCHING_POLICY));
    }

    @Test
    void ofSeveralPoliciesTheOneThatCameClosestGivesTheReason() {
        PortMapping otherPort =
                new PortMapping(new UUID(0, 3), PortSet.parse(List.of("9500")), true, 0, "gw.example", LEGACY);
        RouteTable table = new RouteTable(AcceptedTransport.TLS, List.of(BY_NAME, otherPort));

        assertThat(table.decide(nameless(true))).isEqualTo(new Rejection(Rejection.Reason.NO_SNI));
    }

    @ParameterizedTest(name = "{0}: perhaps {1}")
    @CsvSource({
        "bootstrap.order.kafka.example, bootstrap.orders.kafka.example",
        "bootstrap-orders.kafka.example, bootstrap.orders.kafka.example",
        "bootstrap.legacy.kafka.exampel, bootstrap.legacy.kafka.example",
        "broker-12.legaci.kafka.example, broker-12.legacy.kafka.example",
        "orders.kafka.example, bootstrap.orders.kafka.example",
    })
    void theNamesMostLikeARejectedOneAreFound(String asked, String meant) {
        RouteTable table = new RouteTable(AcceptedTransport.TLS, List.of(BY_NAME, BY_PORT));

        assertThat(table.namesLike(asked, 1)).containsExactly(meant);
    }

    @Test
    void aNameThatIsLikeNoneHasNoNeighbours() {
        RouteTable table = new RouteTable(AcceptedTransport.TLS, List.of(BY_NAME));

        assertThat(table.namesLike("www.somewhere-else.invalid", 3)).isEmpty();
    }

    private static Arrival nameless(boolean tls) {
        return new Arrival(new HostPort("10.0.0.7", 9092), tls, Optional.empty());
    }

    private static Arrival arrival(boolean tls, int port, @Nullable String serverName) {
        return new Arrival(new HostPort("10.0.0.7", port), tls, Optional.ofNullable(serverName));
    }

    private static VirtualClusterRef cluster(long id, String name) {
        return new VirtualClusterRef(new UUID(1, id), name, name);
    }
}
