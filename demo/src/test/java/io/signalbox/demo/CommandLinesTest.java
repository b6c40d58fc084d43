package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.testbed.CommandLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

class CommandLinesTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nodes 3              | Unknown option",
                "three                  | Unmatched argument",
                "--port                 | Missing required parameter",
                "--port 1 --port 2      | should be specified only once",
                "--brokers 0            | --brokers must be a number from 1 to 9, not 0",
                "--brokers many         | Invalid value",
                "--port 65535           | --port must be a number from 1 to 65533, not 65535",
                "kill                   | Missing required parameter: 'ID'",
                "kill one               | Invalid value",
                "kill 1 --port 0        | --port must be a number from 1 to 65535, not 0",
                "slay 1                 | Unmatched argument"
            })
    void aBadCommandLineIsRefusedWithASentenceAndTheUsage(String line, String sentence) {
        int status = run(KafkaCommand.spec(), line.split(" ", -1));

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains(sentence, "Usage: signalbox kafka");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helpSaysHowABrokerIsKilledAndStarted(String argument) {
        int status = run(KafkaCommand.spec(), argument);

        assertThat(status).isZero();
        assertThat(out.toString())
                .contains("signalbox kafka kill 1", "signalbox kafka start 1", "--brokers", "--port", "status");
    }

    @Test
    void theTourStartsItsOwnBrokersAndStaysUpUnlessItIsToldOtherwise() {
        assertThat(demo()).isEqualTo(new DemoArguments(false, Optional.empty()));
        assertThat(demo("--exit", "--kafka", "a:9092,b:9092"))
                .isEqualTo(new DemoArguments(true, Optional.of("a:9092,b:9092")));
        assertThat(demo("--kafka=a:9092")).isEqualTo(new DemoArguments(false, Optional.of("a:9092")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "a:b", "a:1,", "a:1 b:2", ""})
    void bootstrapServersThatAreNoneAreRefused(String servers) {
        assertThatThrownBy(() -> demo("--kafka", servers))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith("--kafka must be HOST:PORT");
    }

    @Test
    void aBenchmarkTakesSecondsOrItsDefault() {
        List<Integer> seconds = new ArrayList<>();
        CommandSpec spec = CommandLines.ofSeconds("signalbox bench-x", seconds::add, "Measures.");

        assertThat(run(spec)).isZero();
        assertThat(run(spec, "3")).isZero();
        assertThat(run(spec, "soon")).isEqualTo(2);
        assertThat(run(spec, "0")).isEqualTo(2);
        assertThat(run(spec, "--help")).isZero();

        assertThat(seconds).containsExactly(10, 3);
    }

    private static DemoArguments demo(String... arguments) {
        return Demo.arguments(new CommandLine(Demo.spec()).parseArgs(arguments));
    }

    private int run(CommandSpec spec, String... arguments) {
        return CommandLines.line(spec)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
