package io.signalbox.controlplane.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.controlplane.node.ReportedBrokers.Report;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReportedBrokersTest {

    private static final Instant NOW = Instant.parse("2026-08-21T10:15:30Z");
    private static final Instant SINCE = NOW.minusSeconds(60);

    @Test
    void livingNodesKnowTogetherAndTheOthersAreNotAsked() {
        List<Report> reports = List.of(
                new Report(NOW.minusSeconds(10), List.of(1, 3)),
                new Report(NOW.minusSeconds(20), List.of(2, 3)),
                new Report(NOW.minusSeconds(61), List.of(9)));

        assertThat(ReportedBrokers.among(reports, SINCE))
                .contains(new ReportedBrokers(List.of(1, 2, 3), NOW.minusSeconds(10)));
    }

    @Test
    void withoutALivingNodeTheOneThatWasSeenLastIsBelieved() {
        List<Report> reports = List.of(
                new Report(NOW.minusSeconds(500), List.of(1)), new Report(NOW.minusSeconds(100), List.of(4, 2)));

        assertThat(ReportedBrokers.among(reports, SINCE))
                .contains(new ReportedBrokers(List.of(2, 4), NOW.minusSeconds(100)));
    }

    @Test
    void whatNobodyKnowsIsNotKnown() {
        assertThat(ReportedBrokers.among(List.of(), SINCE)).isEmpty();
    }

    @Test
    void whatANodeReportsIsPutInOrder() {
        assertThat(new BackendBrokers(UUID.randomUUID(), List.of(3, -1, 1, 3)).nodeIds())
                .containsExactly(1, 3);
    }
}
