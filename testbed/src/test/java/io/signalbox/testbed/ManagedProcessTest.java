package io.signalbox.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagedProcessTest {

    @TempDir
    Path folder;

    /** Prints a line, then does what its argument says. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println("a word of mine: " + System.getenv("SIGNALBOX_WORD"));
            if (arguments[0].equals("exit")) {
                System.exit(3);
            }
            System.exit(System.in.read());
        }
    }

    @Test
    void aProcessThatEndsTooEarlyIsReportedWithItsExitCodeAndItsLastLines() {
        try (ManagedProcess child = start("exit", Map.of("SIGNALBOX_WORD", "help"))) {
            assertThatThrownBy(() -> child.awaitReady(() -> false, Wait.LIMIT))
                    .isInstanceOf(ProcessFailedException.class)
                    .hasMessageContaining("child ended with exit code 3 before it was ready")
                    .hasMessageContaining("a word of mine: help");
        }
    }

    @Test
    void aProcessThatIsNotReadyInTimeIsReported() {
        try (ManagedProcess child = start("wait", Map.of())) {
            assertThatThrownBy(() -> child.awaitReady(() -> false, Duration.ofMillis(200)))
                    .isInstanceOf(ProcessFailedException.class)
                    .hasMessageContaining("child was not ready after");
            assertThat(child.isAlive()).isTrue();
        }
    }

    @Test
    void stoppingSendsTheSignalThatAsksForAnOrderlyEnd() {
        ManagedProcess child = start("wait", Map.of());

        child.stop();

        assertThat(child.exitCode()).hasValue(128 + 15);
    }

    @Test
    void killingDoesNotAsk() {
        ManagedProcess child = start("wait", Map.of());

        child.kill();

        assertThat(child.exitCode()).hasValue(128 + 9);
    }

    @Test
    void stoppingTwiceIsStoppingOnce() {
        ManagedProcess child = start("wait", Map.of());

        child.stop();
        child.close();

        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void whatCannotBeStartedIsReportedByName() {
        JavaCommand command = JavaCommand.mainClass(Child.class, "wait");

        assertThatThrownBy(() -> ManagedProcess.start("child", command, folder.resolve("no/such/folder.log")))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("child could not be started");
    }

    @Test
    void settingsOfTheCallerDoNotReachAProcessUnlessTheyAreGivenToIt() {
        ProcessBuilder builder = new JavaCommand(
                        JavaCommand.Starter.JAVA, List.of(), List.of(), Map.of("SIGNALBOX_STATE_DIR", "here"))
                .withEnvironment(Map.of("SIGNALBOX_STATE_DIR", "there"))
                .toProcessBuilder();

        assertThat(builder.environment())
                .containsEntry("SIGNALBOX_STATE_DIR", "there")
                .allSatisfy((key, value) ->
                        assertThat(key.startsWith("SIGNALBOX_")).isEqualTo(key.equals("SIGNALBOX_STATE_DIR")));
    }

    private ManagedProcess start(String what, Map<String, String> environment) {
        JavaCommand command = new JavaCommand(
                        JavaCommand.Starter.JAVA,
                        List.of(),
                        List.of("-cp", System.getProperty("java.class.path"), Child.class.getName(), what),
                        Map.of())
                .withEnvironment(environment);
        return ManagedProcess.start("child", command, folder.resolve("child.log"), Wait.LIMIT);
    }
}
