package io.signalbox.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.ProblemBoard;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StuckConsumersTest {

    private static final String REASON = "the policy [decrypt]: it was encrypted by another key";
    private static final StuckConsumers.Place ORDERS = new StuckConsumers.Place(
            new EntityRef(EntityRef.Kind.VIRTUAL_CLUSTER, new UUID(0, 1), "shop"), "orders", 3);
    private static final StuckConsumers.Place OTHER =
            new StuckConsumers.Place(ORDERS.cluster(), ORDERS.topic(), ORDERS.partition() + 1);

    private final ProblemBoard board = new ProblemBoard();
    private final StuckConsumers stuck = new StuckConsumers(board);

    @Test
    void whatHoldsAConsumerUpOnceIsNoProblemAndTwiceIsOne() {
        stuck.stuck(ORDERS, 42, REASON, 0);
        assertThat(board.problems()).isEmpty();

        stuck.stuck(ORDERS, 42, REASON, 1);

        assertThat(board.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(ConfigProblem.Severity.WARNING);
            assertThat(problem.entity()).isEqualTo(ORDERS.cluster());
            assertThat(problem.message()).contains("[decrypt]", "[orders]", "partition 3", "offset 42");
        });
    }

    @Test
    void anotherOffsetBeginsAnew() {
        stuck.stuck(ORDERS, 42, REASON, 0);
        stuck.stuck(ORDERS, 42, REASON, 1);

        stuck.stuck(ORDERS, 43, REASON, 2);

        assertThat(board.problems()).isEmpty();
    }

    @Test
    void itIsNoProblemAnyMoreOnceTheConsumerMovesOn() {
        stuck.stuck(ORDERS, 42, REASON, 0);
        stuck.stuck(ORDERS, 42, REASON, 1);
        stuck.stuck(OTHER, 42, REASON, 1);
        stuck.stuck(OTHER, 42, REASON, 2);

        stuck.movedOn(ORDERS);

        assertThat(board.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("partition 4"));
    }

    @Test
    void whatNobodyAsksForAnyMoreIsForgotten() {
        stuck.stuck(ORDERS, 42, REASON, 0);
        stuck.stuck(ORDERS, 42, REASON, 1);
        long limit = StuckConsumers.FORGOTTEN_AFTER.toNanos();

        stuck.sweep(limit);
        assertThat(board.problems()).hasSize(1);
        stuck.sweep(limit + 1);

        assertThat(board.problems()).isEmpty();
    }

    @Test
    void onlySoManyAreNamed() {
        for (int round = 0; round < 2; round++) {
            for (int partition = 0; partition < 1_000; partition++) {
                stuck.stuck(new StuckConsumers.Place(ORDERS.cluster(), "orders", partition), 7, REASON, round);
            }
        }

        assertThat(board.problems()).hasSize(20);
    }
}
