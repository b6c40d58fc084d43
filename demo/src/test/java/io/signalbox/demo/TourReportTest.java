package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testbed.CheckFailedException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TourReportTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream terminal = System.out;
    private final TourReport report = new TourReport();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveBack() {
        System.setOut(terminal);
    }

    @Test
    void aCheckThatHoldsSaysWhatItSaw() {
        report.check("brokers are told", () -> "0 at localhost:19093");

        assertThat(text()).isEqualTo("   ok      brokers are told: 0 at localhost:19093\n");
        assertThat(report.failures()).isZero();
    }

    @Test
    void aCheckThatDoesNotHoldSaysWhyAndTheNextOneRuns() {
        report.check("first", () -> {
            throw new CheckFailedException("2 lost");
        });
        report.check("second", () -> "");

        assertThat(text()).isEqualTo("   FAILED  first: 2 lost\n   ok      second\n");
        assertThat(report.failures()).isEqualTo(1);
        assertThat(report.checks()).isEqualTo(2);
    }

    @Test
    void anUnexpectedFailureIsNamedByItsKindAndNotByItsWrapping() {
        report.check("first", () -> {
            throw new ExecutionException(new IllegalStateException("closed"));
        });

        assertThat(text()).isEqualTo("   FAILED  first: IllegalStateException: closed\n");
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
