package io.signalbox.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** {@code route} and {@code advertise} are inverses. */
class RoundTripTest {

    private static final VirtualClusterRef ORDERS = new VirtualClusterRef(new UUID(0, 1), "orders", "orders");

    @Property
    void aPortMappingLeadsToABrokerWhereItIsAdvertised(
            @ForAll("portMappings") PortMapping policy, @ForAll("nodeIds") int nodeId) {
        Optional<HostPort> advertised = bootstrap(policy).advertise(nodeId);

        advertised.ifPresent(address -> assertThat(policy.match(Arrival.plaintext(address)))
                .isInstanceOfSatisfying(
                        Route.class, route -> assertThat(route.target()).isEqualTo(new Target.Broker(nodeId))));
    }

    @Property(tries = 100)
    void whereABrokerIsReachedItIsAdvertised(@ForAll("portMappings") PortMapping policy) {
        policy.open().stream()
                .mapToObj(port -> new HostPort("gw.example", port))
                .forEach(local -> {
                    if (policy.match(Arrival.plaintext(local)) instanceof Route route) {
                        assertTheTargetIsAdvertisedAs(local, route, policy);
                    }
                });
    }

    private static void assertTheTargetIsAdvertisedAs(HostPort local, Route route, PortMapping policy) {
        route.target()
                .match(
                        bootstrap ->
                                assertThat(local.port()).isEqualTo(policy.open().first()),
                        nodeId -> assertThat(route.advertise(nodeId)).contains(local));
    }

    /** The heart of it: a client goes on to the same virtual cluster, and to the broker that it asked for. */
    @Property(tries = 3_000)
    void whatAClientIsToldLeadsToTheSameVirtualClusterAndBroker(
            @ForAll("journeys") Journey journey, @ForAll @IntRange(max = 25) int nodeId) {
        Decision decision = journey.table.decide(journey.arrival);
        Assume.that(decision instanceof Route);
        Route came = (Route) decision;
        Optional<HostPort> told = came.advertise(nodeId);
        Assume.that(told.isPresent());

        Decision next = journey.table.decide(follow(came, told.get()));

        assertThat(next).isInstanceOfSatisfying(Route.class, route -> {
            assertThat(route.virtualCluster()).isEqualTo(came.virtualCluster());
            assertThat(route.target()).isEqualTo(new Target.Broker(nodeId));
        });
    }

    /** A chain, and somebody who arrives with a name that one of its policies may know. */
    record Journey(RouteTable table, Arrival arrival) {}

    @Property
    void everyNameOfAnSniPolicyIsAcceptedByIt(
            @ForAll("sniPolicies") SniRouting policy, @ForAll("nodeIds") int nodeId, @ForAll boolean bootstrap) {
        Target target = bootstrap ? Target.BOOTSTRAP : new Target.Broker(nodeId);

        for (VirtualClusterRef cluster : policy.byDnsLabel().values()) {
            policy.host(cluster, target)
                    .ifPresent(name -> assertThat(
                                    policy.match(Arrival.tls(new HostPort("10.0.0.7", 9092), Optional.of(name))))
                            .isInstanceOfSatisfying(Route.class, route -> {
                                assertThat(route.virtualCluster()).isEqualTo(cluster);
                                assertThat(route.target()).isEqualTo(target);
                            }));
        }
    }

    /** As a client does that was told of an address; an advertised port of its own stands for a translation outside. */
    private static Arrival follow(Route came, HostPort told) {
        int port = came.policy() instanceof SniRouting ? came.arrival().local().port() : told.port();
        return new Arrival(
                new HostPort(came.arrival().local().host(), port),
                came.arrival().tls(),
                Optional.of(told.host()));
    }

    @Property
    void noTwoBrokersShareAnAddressAndNoneHasTheBootstrapPort(
            @ForAll("portMappings") PortMapping policy,
            @ForAll @Size(max = 50) Set<@IntRange(max = 5_000) Integer> nodeIds) {
        List<HostPort> advertised = new ArrayList<>();

        nodeIds.forEach(nodeId -> bootstrap(policy).advertise(nodeId).ifPresent(advertised::add));

        assertThat(new HashSet<>(advertised)).hasSameSizeAs(advertised);
        if (policy.bootstrapAtStart()) {
            assertThat(advertised)
                    .noneMatch(address -> address.port() == policy.open().first());
        }
    }

    @Property
    void aBrokersAddressDoesNotDependOnOtherPortsOfTheListener(
            @ForAll("portMappings") PortMapping policy, @ForAll("nodeIds") int nodeId) {
        List<PortRange> more = new ArrayList<>(policy.open().ranges());
        more.add(new PortRange(64_000, 65_535));
        PortMapping wider = new PortMapping(
                policy.id(),
                new PortSet(more),
                policy.bootstrapAtStart(),
                policy.minBrokerId(),
                policy.advertisedHost(),
                ORDERS);

        bootstrap(policy)
                .advertise(nodeId)
                .ifPresent(address ->
                        assertThat(bootstrap(wider).advertise(nodeId)).contains(address));
    }

    @Property
    void whatIsProposedFits(
            @ForAll("portMappings") PortMapping policy,
            @ForAll @Size(min = 1, max = 20) Set<@IntRange(max = 2_000) Integer> nodeIds) {
        policy.fit(new TreeSet<>(nodeIds)).ifPresent(fit -> {
            PortMapping fitted = new PortMapping(
                    policy.id(),
                    fit.ports(),
                    policy.bootstrapAtStart(),
                    fit.minBrokerId(),
                    policy.advertisedHost(),
                    ORDERS);
            assertThat(nodeIds).allMatch(fitted::exposes);
        });
    }

    @Provide
    Arbitrary<Journey> journeys() {
        return Combinators.combine(
                        Arbitraries.of(AcceptedTransport.TLS, AcceptedTransport.TLS_OR_PLAINTEXT),
                        sniPolicies().list().ofMaxSize(3),
                        smallPortMappings(),
                        Arbitraries.integers().between(-1, 3),
                        Arbitraries.integers().between(0, 20),
                        serverNames(),
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.of(true, true, false))
                .as((accepts, names, ports, where, port, serverName, pick, tls) -> {
                    List<ForwardPolicy> chain = new ArrayList<>(names);
                    if (where >= 0) {
                        chain.add(Math.min(where, chain.size()), ports); // one at most, as the API has it
                    }
                    String asked =
                            names.isEmpty() ? serverName : nameOf(names.get(pick % names.size()), pick, serverName);
                    int local = ports.open().first() + port % ports.open().size();
                    return new Journey(
                            new RouteTable(accepts, chain),
                            new Arrival(
                                    new HostPort("10.0.0.7", local),
                                    tls || accepts == AcceptedTransport.TLS,
                                    Optional.of(asked)));
                });
    }

    /** Mostly a name of the policy's own, now and then another. */
    private static String nameOf(SniRouting policy, int pick, String other) {
        List<VirtualClusterRef> clusters = List.copyOf(policy.byDnsLabel().values());
        Target target = pick % 2 == 0 ? Target.BOOTSTRAP : new Target.Broker(pick);
        return pick % 10 == 0 ? other : policy.hostAsIs(clusters.get(pick % clusters.size()), target);
    }

    private static Arbitrary<PortMapping> smallPortMappings() {
        return Combinators.combine(
                        Arbitraries.integers().between(9_000, 9_020),
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 10))
                .as((first, more, atStart, minimum) -> new PortMapping(
                        new UUID(0, 3),
                        new PortSet(List.of(new PortRange(first, first + more))),
                        atStart,
                        minimum,
                        "gw.example",
                        ORDERS));
    }

    @Provide
    Arbitrary<SniRouting> sniPolicies() {
        return Combinators.combine(
                        Arbitraries.of("", ".example.com", "-keg.example.com", "-0", ".a", "-a-keg.example.com"),
                        Arbitraries.of(HostFormat.class),
                        Arbitraries.of(OptionalInt.empty(), OptionalInt.of(443)),
                        labels().set().ofMinSize(1).ofMaxSize(8))
                .as((suffix, format, port, labels) -> new SniRouting(
                        new UUID(0, 4),
                        suffix,
                        format,
                        port,
                        labels.stream()
                                .collect(Collectors.toMap(
                                        label -> label,
                                        label -> new VirtualClusterRef(new UUID(1, label.hashCode()), label, label)))));
    }

    /** Mostly those that are likely to be taken for something else. */
    private static Arbitrary<String> labels() {
        return Arbitraries.oneOf(
                Arbitraries.of("a", "a-keg", "0", "0-x", "x", "bootstrap-a", "broker-1-a", "1", "a-0", "l".repeat(63)),
                Arbitraries.strings()
                        .withChars("ab01-")
                        .ofMinLength(1)
                        .ofMaxLength(6)
                        .filter(label -> !label.startsWith("-") && !label.endsWith("-")));
    }

    @Provide
    Arbitrary<String> serverNames() {
        return Combinators.combine(
                        sniPolicies(),
                        labels(),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 12))
                .as((policy, label, bootstrap, nodeId) -> policy.hostAsIs(
                        new VirtualClusterRef(new UUID(2, 0), label, label),
                        bootstrap ? Target.BOOTSTRAP : new Target.Broker(nodeId)));
    }

    @Provide
    Arbitrary<PortMapping> portMappings() {
        Arbitrary<PortSet> ports = Combinators.combine(
                        Arbitraries.integers().between(1, 65_000),
                        Arbitraries.integers().between(0, 500))
                .as((first, more) -> new PortRange(first, Math.min(first + more, 65_535)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(PortSet::new);
        return Combinators.combine(ports, Arbitraries.of(true, false), nodeIds())
                .as((open, atStart, minimum) ->
                        new PortMapping(new UUID(0, 2), open, atStart, minimum, "gw.example", ORDERS));
    }

    @Provide
    Arbitrary<Integer> nodeIds() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 1_000), Arbitraries.integers().between(0, Integer.MAX_VALUE));
    }

    private static Route bootstrap(ForwardPolicy policy) {
        return new Route(ORDERS, Target.BOOTSTRAP, policy, Arrival.plaintext(new HostPort("gw.example", 1)));
    }
}
