package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProblemBoardTest {

    private static final ConfigProblem BIND = problem(1, "listener.bind_failed");
    private static final ConfigProblem BACKEND = problem(2, "backend_cluster.unreachable");

    private final ProblemBoard board = new ProblemBoard();
    private final AtomicInteger changes = new AtomicInteger();

    @Test
    void eachSourceReplacesItsOwnProblems() {
        board.replace("sockets", List.of(BIND));
        board.replace("backend", List.of(BACKEND));
        assertThat(board.problems()).containsExactly(BACKEND, BIND);

        board.replace("sockets", List.of());
        assertThat(board.problems()).containsExactly(BACKEND);
    }

    @Test
    void onlyAChangeIsTold() {
        board.onChange(changes::incrementAndGet);

        board.replace("sockets", List.of());
        board.replace("sockets", List.of(BIND));
        board.replace("sockets", List.of(BIND));
        board.replace("sockets", List.of());

        assertThat(changes).hasValue(2);
    }

    private static ConfigProblem problem(int number, String code) {
        return ConfigProblem.error(new EntityRef(EntityRef.Kind.LISTENER, Snapshots.id(number), "x"), code, "x");
    }
}
