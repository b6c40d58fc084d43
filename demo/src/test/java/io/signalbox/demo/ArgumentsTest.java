package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    @Test
    void withoutArgumentsThreeBrokersListenFromTheUsualPortOn() {
        KafkaArguments parsed = KafkaArguments.parse(List.of());

        assertThat(parsed).isEqualTo(new KafkaArguments(3, 9092, false));
    }

    @Test
    void aValueFollowsItsOptionAsAWordOrBehindAnEqualsSign() {
        KafkaArguments parsed = KafkaArguments.parse(List.of("--brokers", "1", "--port=19000"));

        assertThat(parsed).isEqualTo(new KafkaArguments(1, 19000, false));
    }

    @Test
    void helpIsAnsweredInEitherSpelling() {
        assertThat(KafkaArguments.parse(List.of("--help")).help()).isTrue();
        assertThat(KafkaArguments.parse(List.of("-h")).help()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nodes 3             | unknown argument: --nodes",
                "three                 | unknown argument: three",
                "--port                | --port needs a value",
                "--port 1 --port 2     | --port is given twice",
                "--brokers 0           | --brokers must be a number from 1 to 9, not 0",
                "--brokers many        | --brokers must be a number from 1 to 9, not many",
                "--port 65535          | --port must be a number from 1 to 65533, not 65535",
                "--help=yes            | unknown argument: --help=yes"
            })
    void aBadCommandLineIsRefusedWithASentence(String line, String sentence) {
        assertThatThrownBy(() -> KafkaArguments.parse(List.of(line.split(" ", -1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @Test
    void theTourStartsItsOwnBrokersAndStaysUpUnlessItIsToldOtherwise() {
        assertThat(DemoArguments.parse(List.of())).isEqualTo(new DemoArguments(false, Optional.empty(), false));
        assertThat(DemoArguments.parse(List.of("--exit", "--kafka", "a:9092,b:9092")))
                .isEqualTo(new DemoArguments(true, Optional.of("a:9092,b:9092"), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "a:b", "a:1,", "a:1 b:2", ""})
    void bootstrapServersThatAreNoneAreRefused(String servers) {
        assertThatThrownBy(() -> DemoArguments.parse(List.of("--kafka", servers)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--kafka must be HOST:PORT");
    }
}
