package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ProblemBoardTest {

    private static final ConfigProblem BIND = problem(1, "listener.bind_failed");
    private static final ConfigProblem BACKEND = problem(2, "backend_cluster.unreachable");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger problemLog = (Logger) LoggerFactory.getLogger(ProblemLog.class);
    private final ProblemBoard board = new ProblemBoard();
    private final AtomicInteger changes = new AtomicInteger();

    @BeforeEach
    void listen() {
        log.start();
        problemLog.addAppender(log);
        problemLog.setLevel(Level.INFO);
    }

    @AfterEach
    void close() {
        problemLog.detachAppender(log);
    }

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

    @Test
    void eachIsLoggedOnceWhenItAppearsAndOnceWhenItGoes() {
        ConfigProblem other = problem(1, "listener.bind_failed", "port 2");
        ConfigProblem reworded = problem(2, "backend_cluster.unreachable", "refused");

        board.replace("sockets", List.of(BIND));
        board.replace("sockets", List.of(BIND, other));
        board.replace("backend", List.of(BACKEND));
        board.replace("sockets", List.of(BIND, other));
        board.replace("backend", List.of(reworded));
        board.replace("sockets", List.of(BIND));
        board.replace("sockets", List.of());
        board.replace("backend", List.of());

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "problem: listener.bind_failed: x",
                        "problem: listener.bind_failed: port 2",
                        "problem: backend_cluster.unreachable: x",
                        "problem: backend_cluster.unreachable: refused",
                        "problem gone: listener.bind_failed: port 2",
                        "problem gone: listener.bind_failed: x",
                        "problem gone: backend_cluster.unreachable: refused");
    }

    private static ConfigProblem problem(int number, String code) {
        return problem(number, code, "x");
    }

    private static ConfigProblem problem(int number, String code, String message) {
        return ConfigProblem.error(new EntityRef(EntityRef.Kind.LISTENER, Snapshots.id(number), "x"), code, message);
    }
}
