package io.signalbox.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract section 3.4. */
class SniRoutingTest {

    private static final String LABEL_63 = "l".repeat(63);
    private static final String LABEL_45 = "l".repeat(45);

    @ParameterizedTest(name = "{2}: {0} with suffix {1}: {3} and {4}")
    @CsvSource({
        "my-cluster, .example.com, PER_CLUSTER_SUFFIX, bootstrap.my-cluster.example.com, broker-2.my-cluster.example.com",
        "my-cluster, .example.com, SHARED_SUFFIX, bootstrap-my-cluster.example.com, broker-2-my-cluster.example.com",
        "my-cluster, -keg.example.com, PER_CLUSTER_SUFFIX, bootstrap.my-cluster-keg.example.com,"
                + " broker-2.my-cluster-keg.example.com",
        "my-cluster, -keg.example.com, SHARED_SUFFIX, bootstrap-my-cluster-keg.example.com,"
                + " broker-2-my-cluster-keg.example.com",
        "analytics, '', PER_CLUSTER_SUFFIX, bootstrap.analytics, broker-2.analytics",
        "analytics, '', SHARED_SUFFIX, bootstrap-analytics, broker-2-analytics",
    })
    void theNamesOfTheTableAreAdvertisedAndAccepted(
            String label, String suffix, HostFormat format, String bootstrap, String broker) {
        SniRouting policy = policy(suffix, format, label);
        VirtualClusterRef cluster = cluster(policy, label);

        assertThat(policy.host(cluster, Target.BOOTSTRAP)).contains(bootstrap);
        assertThat(policy.host(cluster, new Target.Broker(2))).contains(broker);
        assertThat(routed(policy, bootstrap)).isEqualTo(label + "/bootstrap");
        assertThat(routed(policy, broker)).isEqualTo(label + "/broker-2");
    }

    @ParameterizedTest(name = "{0} leads to {1}")
    @CsvSource({
        "BOOTSTRAP-Orders.Example.COM, orders/bootstrap",
        "bootstrap-orders.example.com., orders/bootstrap",
        "broker-0-orders.example.com, orders/broker-0",
        "broker-2147483647-orders.example.com, orders/broker-2147483647",
        "broker-1-0-x.example.com, 0-x/broker-1",
        "broker-0-x.example.com, x/broker-0",
        "bootstrap-bootstrap-a.example.com, bootstrap-a/bootstrap",
        "bootstrap-0-x.example.com, 0-x/bootstrap",
        "broker-12-7.example.com, 7/broker-12",
        "broker-5-broker-5.example.com, broker-5/broker-5",
    })
    void aNameHasOneReading(String serverName, String route) {
        SniRouting policy =
                policy(".example.com", HostFormat.SHARED_SUFFIX, "orders", "0-x", "x", "bootstrap-a", "7", "broker-5");

        assertThat(routed(policy, serverName)).isEqualTo(route);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "orders.example.com, NO_TARGET",
        ".example.com, NO_TARGET",
        "example.com, OTHER_SUFFIX",
        "bootstrap-orders.example.org, OTHER_SUFFIX",
        "bootstrap-orders.example.com.., OTHER_SUFFIX",
        "bootstrap.orders.example.com, NO_TARGET",
        "bootstrap-.example.com, NO_TARGET",
        "bootstrap.example.com, NO_TARGET",
        "bootstrap-a.orders.example.com, NO_TARGET",
        "broker-007-orders.example.com, NO_TARGET",
        "broker-00-orders.example.com, NO_TARGET",
        "broker--1-orders.example.com, NO_TARGET",
        "broker-x-orders.example.com, NO_TARGET",
        "broker-orders.example.com, NO_TARGET",
        "broker-1.example.com, NO_TARGET",
        "broker-2147483648-orders.example.com, NO_TARGET",
        "broker-99999999999999999999-orders.example.com, NO_TARGET",
        "broker-1-.example.com, NO_TARGET",
        "bootstrap-nobody.example.com, UNKNOWN_DNS_LABEL",
        "broker-1-nobody.example.com, UNKNOWN_DNS_LABEL",
        "127.0.0.1, OTHER_SUFFIX",
    })
    void anotherNameDoesNotMatch(String serverName, Mismatch mismatch) {
        SniRouting policy = policy(".example.com", HostFormat.SHARED_SUFFIX, "orders");

        assertThat(policy.match(arrival(serverName))).isEqualTo(mismatch);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "bootstrap.orders, NO_TARGET",
        "bootstrap-orders, orders/bootstrap",
        "broker-4-orders, orders/broker-4",
        "orders, NO_TARGET",
    })
    void withoutASuffixTheLabelEndsTheName(String serverName, String expected) {
        assertThat(routed(policy("", HostFormat.SHARED_SUFFIX, "orders"), serverName))
                .isEqualTo(expected);
    }

    @Test
    void digitsOfAnotherAlphabetAreNone() {
        SniRouting policy = policy(".example.com", HostFormat.SHARED_SUFFIX, "orders");

        assertThat(policy.match(arrival("broker-\u0661-orders.example.com"))).isEqualTo(Mismatch.NO_TARGET);
    }

    @Test
    void lettersThatOnlyFoldToAsciiAreNone() {
        SniRouting policy = policy(".example.com", HostFormat.SHARED_SUFFIX, "k");

        assertThat(policy.match(arrival("bootstrap-\u212a.example.com"))).isEqualTo(Mismatch.UNKNOWN_DNS_LABEL);
    }

    @Test
    void withoutTlsOrServerNameNothingMatches() {
        SniRouting policy = policy(".example.com", HostFormat.SHARED_SUFFIX, "orders");
        HostPort local = new HostPort("10.0.0.7", 9092);

        assertThat(policy.match(Arrival.plaintext(local))).isEqualTo(Mismatch.NOT_TLS);
        assertThat(policy.match(Arrival.tls(local, Optional.empty()))).isEqualTo(Mismatch.NO_SERVER_NAME);
    }

    @Test
    void aLabelOfUpTo45CharactersIsSafeForEveryBroker() {
        SniRouting policy = policy(".example.com", HostFormat.SHARED_SUFFIX, LABEL_45);

        assertThat(policy.host(cluster(policy, LABEL_45), new Target.Broker(Integer.MAX_VALUE)))
                .isPresent();
    }

    @Test
    void aNameLongerThanDnsAllowsIsNeitherAdvertisedNorAccepted() {
        SniRouting shared = policy(".example.com", HostFormat.SHARED_SUFFIX, LABEL_63);
        SniRouting perCluster = policy("." + "d.".repeat(90) + "com", HostFormat.PER_CLUSTER_SUFFIX, LABEL_63);

        for (SniRouting policy : new SniRouting[] {shared, perCluster}) {
            VirtualClusterRef cluster = cluster(policy, LABEL_63);
            assertThat(policy.host(cluster, new Target.Broker(1))).isEmpty();
            assertThat(policy.match(arrival(policy.hostAsIs(cluster, new Target.Broker(1)))))
                    .isEqualTo(Mismatch.BROKER_NOT_EXPOSED);
        }
    }

    @Test
    void theLocalPortIsAdvertisedUnlessThePolicyNamesAnother() {
        SniRouting local = policy(".example.com", HostFormat.SHARED_SUFFIX, "orders");
        SniRouting named =
                new SniRouting(local.id(), local.suffix(), local.format(), OptionalInt.of(443), local.byDnsLabel());

        assertThat(advertised(local)).contains(new HostPort("broker-7-orders.example.com", 9092));
        assertThat(advertised(named)).contains(new HostPort("broker-7-orders.example.com", 443));
    }

    private static VirtualClusterRef cluster(SniRouting policy, String label) {
        return Objects.requireNonNull(policy.byDnsLabel().get(label));
    }

    private static Optional<HostPort> advertised(SniRouting policy) {
        Route route = (Route) policy.match(arrival("bootstrap-orders.example.com"));
        return route.advertise(7);
    }

    private static String routed(SniRouting policy, String serverName) {
        Match match = policy.match(arrival(serverName));
        return match instanceof Route route
                ? route.virtualCluster().dnsLabel() + "/" + route.target()
                : match.toString();
    }

    private static Arrival arrival(String serverName) {
        return Arrival.tls(new HostPort("10.0.0.7", 9092), Optional.of(serverName));
    }

    private static SniRouting policy(String suffix, HostFormat format, String... labels) {
        Map<String, VirtualClusterRef> byLabel = Stream.of(labels)
                .map(label -> new VirtualClusterRef(new UUID(1, label.hashCode()), label, label))
                .collect(Collectors.toMap(VirtualClusterRef::dnsLabel, Function.identity()));
        return new SniRouting(new UUID(0, 1), suffix, format, OptionalInt.empty(), byLabel);
    }
}
