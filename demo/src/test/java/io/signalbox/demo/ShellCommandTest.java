package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellCommandTest {

    @Test
    void bothOutputsAndTheExitCodeAreSeen() {
        ShellCommand.Outcome outcome = new ShellCommand("echo told; echo complained >&2; exit 3").run();

        assertThat(outcome).isEqualTo(new ShellCommand.Outcome(3, "told\ncomplained\n"));
        assertThat(outcome.succeeded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp/a-1/ca.crt", "two words", "it's $HOME", "a\\b\"c"})
    void aQuotedWordReachesTheProgramAsItIs(String word) {
        ShellCommand.Outcome outcome = new ShellCommand("printf %s " + ShellCommand.quoted(word)).run();

        assertThat(outcome.output()).isEqualTo(word);
    }

    @Test
    void aWordThatNeedsNoQuotesHasNone() {
        assertThat(ShellCommand.quoted("/tmp/demo-1/ca.crt")).isEqualTo("/tmp/demo-1/ca.crt");
    }
}
