package io.signalbox.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables A to G of contract section 3.3, and the example that follows them. */
class PortMappingTest {

    private static final VirtualClusterRef ORDERS = new VirtualClusterRef(new UUID(0, 1), "orders", "orders");

    @ParameterizedTest(name = "table {0}: ports {1}, bootstrap {2}, min_broker_id {3}: broker {4} is at {5}")
    @CsvSource({
        "A, 19092-19095, true, 0, 0, 19093",
        "A, 19092-19095, true, 0, 1, 19094",
        "A, 19092-19095, true, 0, 2, 19095",
        "B, 9092-9094, false, 1, 1, 9092",
        "B, 9092-9094, false, 1, 2, 9093",
        "B, 9092-9094, false, 1, 3, 9094",
        "C, 9092-9095, true, 100, 100, 9093",
        "C, 9092-9095, true, 100, 101, 9094",
        "C, 9092-9095, true, 100, 102, 9095",
        "D, 9000-9003 9101-9103, true, 1, 1, 9001",
        "D, 9000-9003 9101-9103, true, 1, 3, 9003",
        "D, 9000-9003 9101-9103, true, 1, 101, 9101",
        "D, 9000-9003 9101-9103, true, 1, 103, 9103",
        "E, 9092-9095, true, 1, 1, 9093",
        "F, 9092, false, 7, 7, 9092",
        "G, 9092-9094 9100, true, 0, 0, 9093",
        "G, 9092-9094 9100, true, 0, 7, 9100",
        "spec, 9000 9092-9094 9100, true, 1, 92, 9092",
        "spec, 9000 9092-9094 9100, true, 1, 94, 9094",
        "spec, 9000 9092-9094 9100, true, 1, 100, 9100",
    })
    void anExposedBrokerHasThePortOfTheTable(
            String table, String ports, boolean bootstrapAtStart, int minBrokerId, int nodeId, int port) {
        PortMapping mapping = mapping(ports, bootstrapAtStart, minBrokerId);

        assertThat(mapping.target(port)).contains(new Target.Broker(nodeId));
        assertThat(advertised(mapping, nodeId)).contains(new HostPort("gw.example", port));
    }

    @ParameterizedTest(name = "table {0}: ports {1}, bootstrap {2}, min_broker_id {3}: broker {4} is not exposed")
    @CsvSource({
        "B, 9092-9094, false, 0, 3",
        "C, 9092-9095, true, 100, 99",
        "C, 9092-9095, true, 100, 103",
        "D, 9000-9003 9101-9103, true, 1, 4",
        "D, 9000-9003 9101-9103, true, 1, 100",
        "E, 9092-9095, true, 1, 0",
        "E, 9092-9095, false, 1, 0",
        "F, 9092, true, 0, 0",
        "G, 9100 9092-9094, true, 0, 0",
        "spec, 9000 9092-9094 9100, true, 1, 1",
        "spec, 9000 9092-9094 9100, true, 1, 4",
        "high, 9092-9095, true, 0, 2147483647",
    })
    void aBrokerOutsideTheTableIsNotExposed(
            String table, String ports, boolean bootstrapAtStart, int minBrokerId, int nodeId) {
        PortMapping mapping = mapping(ports, bootstrapAtStart, minBrokerId);

        assertThat(advertised(mapping, nodeId)).isEmpty();
    }

    @ParameterizedTest(name = "table {0}: ports {1}: {2} is the bootstrap port")
    @CsvSource({"A, 19092-19095, 19092", "F, 9092, 9092", "G, 9100 9092-9094, 9100", "G, 9092-9094 9100, 9092"})
    void theFirstPortAsWrittenIsTheBootstrapPort(String table, String ports, int port) {
        assertThat(mapping(ports, true, 0).target(port)).contains(Target.BOOTSTRAP);
    }

    @ParameterizedTest(name = "ports {0}, bootstrap {1}: {2} matches nothing")
    @CsvSource({
        "9100 9092-9094, true, 9092",
        "9100 9092-9094, true, 9094",
        "9000-9003 9101-9103, true, 9004",
        "9092-9095, true, 9096"
    })
    void aPortBelowTheFirstOrOutsideTheListenerMatchesNothing(String ports, boolean bootstrapAtStart, int port) {
        assertThat(mapping(ports, bootstrapAtStart, 0).target(port)).isEmpty();
    }

    @Test
    void aPortBeyondTheLargestNodeIdMatchesNothing() {
        assertThat(mapping("9092-9095", false, Integer.MAX_VALUE).target(9092))
                .contains(new Target.Broker(Integer.MAX_VALUE));
        assertThat(mapping("9092-9095", false, Integer.MAX_VALUE).target(9093)).isEmpty();
    }

    @Test
    void anUnspecifiedAdvertisedHostStandsForTheLocalAddressOfTheConnection() {
        PortMapping mapping =
                new PortMapping(new UUID(0, 2), PortSet.parse(List.of("9092-9095")), true, 0, "0.0.0.0", ORDERS);
        Route route = (Route) mapping.match(Arrival.plaintext(new HostPort("10.0.0.7", 9092)));

        assertThat(route.advertise(2)).contains(new HostPort("10.0.0.7", 9095));
    }

    @Test
    void aNegativeMinimumIsRefused() {
        assertThatThrownBy(() -> mapping("9092", true, -1)).hasMessageContaining("min_broker_id");
    }

    @ParameterizedTest(name = "ports {0}, min_broker_id {2}, brokers {3}: ports {5}, min_broker_id {4} would fit")
    @CsvSource({
        "9092-9094, true, 0, 0 1 2, 0, 9092-9095",
        "9092-9095, true, 1, 0 1 2, 0, 9092-9095",
        "9092-9095, true, 0, 100 101, 0, '9092,9193-9194'",
        "9000, true, 1, 1 2 3 101 102, 1, '9000-9003,9101-9102'",
        "9092, false, 5, 5 6, 5, 9092-9093",
        "9092, true, 0, 1000000 1000001, 1000000, 9092-9094",
    })
    void whatWouldFitIsProposed(
            String ports,
            boolean bootstrapAtStart,
            int minBrokerId,
            String nodeIds,
            int fittingMinimum,
            String fitting) {
        TreeSet<Integer> ids = new TreeSet<>(
                Arrays.stream(nodeIds.split(" ")).map(Integer::valueOf).toList());

        Optional<PortMapping.Fit> fit =
                mapping(ports, bootstrapAtStart, minBrokerId).fit(ids);

        assertThat(fit).isPresent();
        assertThat(fit.get().minBrokerId()).isEqualTo(fittingMinimum);
        assertThat(fit.get().ports()).hasToString(fitting);
    }

    @Test
    void nothingFitsIdsThatLieFartherApartThanThereArePorts() {
        assertThat(mapping("9092", true, 0).fit(new TreeSet<>(List.of(0, 100_000))))
                .isEmpty();
    }

    static PortMapping mapping(String ports, boolean bootstrapAtStart, int minBrokerId) {
        return new PortMapping(
                new UUID(0, 2),
                PortSet.parse(List.of(ports.split(" "))),
                bootstrapAtStart,
                minBrokerId,
                "gw.example",
                ORDERS);
    }

    private static Optional<HostPort> advertised(PortMapping mapping, int nodeId) {
        Route route = new Route(ORDERS, Target.BOOTSTRAP, mapping, Arrival.plaintext(new HostPort("10.0.0.7", 1)));
        return route.advertise(nodeId);
    }
}
