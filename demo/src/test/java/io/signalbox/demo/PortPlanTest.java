package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortPlanTest {

    @Test
    void threeBrokersNeedFourPorts() {
        PortPlan plan = PortPlan.of(List.of(0, 1, 2), 19092, port -> true);

        assertThat(plan.bootstrapPort()).isEqualTo(19092);
        assertThat(plan.minBrokerId()).isZero();
        assertThat(plan.brokerPorts()).isEqualTo(Map.of(0, 19093, 1, 19094, 2, 19095));
        assertThat(plan.listenerPorts()).containsExactly("19092-19095");
    }

    @Test
    void highIdsBeginBehindTheBootstrapPort() {
        PortPlan plan = PortPlan.of(List.of(102, 100, 101), 9092, port -> true);

        assertThat(plan.minBrokerId()).isEqualTo(100);
        assertThat(plan.listenerPorts()).containsExactly("9092-9095");
    }

    @Test
    void gapsBetweenIdsStayGapsBetweenPorts() {
        PortPlan plan = PortPlan.of(List.of(1, 2, 3, 101, 103), 9000, port -> true);

        assertThat(plan.listenerPorts()).containsExactly("9000-9003", "9101", "9103");
    }

    @Test
    void aTakenPortMovesThePlanUntilAllOfItsPortsAreFree() {
        Set<Integer> taken = Set.of(19094, 19096);

        PortPlan plan = PortPlan.of(List.of(0, 1, 2), 19092, port -> !taken.contains(port));

        assertThat(plan.listenerPorts()).containsExactly("19097-19100");
    }

    @Test
    void idsThatLieTooFarApartAreRefused() {
        assertThatThrownBy(() -> PortPlan.of(List.of(1, 60_000), 19092, port -> true))
                .hasMessageContaining("too far apart");
    }
}
