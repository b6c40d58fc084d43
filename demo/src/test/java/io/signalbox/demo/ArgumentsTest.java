package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
