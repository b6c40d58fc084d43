package io.signalbox.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RouteTableTest {

    private static final PortMapping FIRST = policy(1, "9092-9093");
    private static final PortMapping SECOND = policy(2, "9092-9095");

    @Test
    void theFirstPolicyThatMatchesDecides() {
        RouteTable table = new RouteTable(List.of(FIRST, SECOND));

        assertThat(decidedBy(table, 9092)).isEqualTo(FIRST.id().toString());
        assertThat(decidedBy(table, 9095)).isEqualTo(SECOND.id().toString());
    }

    @Test
    void anArrivalThatNoPolicyMatchesIsRejectedWithTheReason() {
        RouteTable table = new RouteTable(List.of(FIRST));

        assertThat(decidedBy(table, 9095)).isEqualTo("no_matching_policy");
    }

    private static String decidedBy(RouteTable table, int port) {
        return table.decide(new Arrival(new HostPort("127.0.0.1", port)))
                .match(
                        route -> route.policy().id().toString(),
                        rejection -> rejection.reason().code());
    }

    private static PortMapping policy(long id, String ports) {
        return new PortMapping(
                new UUID(0, id),
                PortSet.parse(List.of(ports)),
                true,
                0,
                "localhost",
                new VirtualClusterRef(new UUID(1, id), "vc-" + id));
    }
}
