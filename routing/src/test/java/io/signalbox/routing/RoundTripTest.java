package io.signalbox.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** {@code route} and {@code advertise} are inverses. */
class RoundTripTest {

    private static final VirtualClusterRef ORDERS = new VirtualClusterRef(new UUID(0, 1), "orders");

    @Property
    void aBrokerIsReachedWhereItIsAdvertised(@ForAll("policies") ForwardPolicy policy, @ForAll("nodeIds") int nodeId) {
        Optional<HostPort> advertised = bootstrap(policy).advertise(nodeId);

        advertised.ifPresent(address -> assertThat(policy.route(new Arrival(address)))
                .map(Route::target)
                .contains(new Target.Broker(nodeId)));
    }

    @Property(tries = 100)
    void whereABrokerIsReachedItIsAdvertised(@ForAll("policies") PortMapping policy) {
        policy.open().stream()
                .mapToObj(port -> new HostPort("gw.example", port))
                .forEach(local -> policy.route(new Arrival(local))
                        .ifPresent(route -> route.target()
                                .match(
                                        bootstrap -> assertThat(local.port())
                                                .isEqualTo(policy.open().first()),
                                        nodeId -> assertThat(route.advertise(nodeId))
                                                .contains(local))));
    }

    @Property
    void noTwoBrokersShareAnAddressAndNoneHasTheBootstrapPort(
            @ForAll("policies") PortMapping policy,
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
            @ForAll("policies") PortMapping policy, @ForAll("nodeIds") int nodeId) {
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
            @ForAll("policies") PortMapping policy,
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
    Arbitrary<PortMapping> policies() {
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
        return new Route(ORDERS, Target.BOOTSTRAP, policy, new Arrival(new HostPort("gw.example", 1)));
    }
}
