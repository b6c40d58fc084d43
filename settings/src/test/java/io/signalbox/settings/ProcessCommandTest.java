package io.signalbox.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessCommandTest {

    private final List<Map<String, String>> starts = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void withoutArgumentsItStartsWithoutAFile() {
        int status = run();

        assertThat(status).isZero();
        assertThat(starts).containsExactly(Map.of());
    }

    @Test
    void aFileIsReadInEitherSpelling(@TempDir Path folder) throws Exception {
        String file = Files.writeString(folder.resolve("s.yaml"), "A: 1").toString();

        run("--config", file);
        run("--config=" + file);

        assertThat(starts).containsExactly(Map.of("A", "1"), Map.of("A", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helpSaysWhatItIsWhichSettingsMatterAndWhereTheOthersAre(String argument) {
        int status = run(argument);

        assertThat(status).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "Usage: signalbox thing", "--config", "Does things.", "  SIGNALBOX_THING   which", "--version");
        assertThat(starts).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V"})
    void theReleaseIsSaid(String argument) {
        int status = run(argument);

        assertThat(status).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("signalbox 1.2.3");
        assertThat(starts).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--verbose", "start", "--config", "--confg=x", "-x"})
    void whatItDoesNotKnowIsRefusedWithTheUsage(String argument) {
        int status = run(argument);

        assertThat(status).isEqualTo(ProcessCommand.REFUSED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Usage: signalbox thing");
        assertThat(starts).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsRefusedByItsName() {
        int status = run("--config", "no-such-file.yaml");

        assertThat(status).isEqualTo(ProcessCommand.REFUSED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no-such-file.yaml");
        assertThat(starts).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "@no-such-file"})
    void whatThatIsNoFilesNameIsRefused(String file) {
        int status = run("--config", file);

        assertThat(status).isEqualTo(ProcessCommand.REFUSED);
        assertThat(starts).isEmpty();
    }

    @Test
    void aStartThatThrowsIsAFailureOfTheProcess() {
        ProcessCommand command = new ProcessCommand("thing", "Does things.", List.of(), "1.2.3", settings -> {
            throw new IllegalStateException("a mistake of ours");
        });

        int status = command.run();

        assertThat(status).isNotZero();
    }

    private int run(String... arguments) {
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return new ProcessCommand(
                            "thing", "Does things.", List.of("  SIGNALBOX_THING   which"), "1.2.3", settings -> {
                                starts.add(settings);
                                return 0;
                            })
                    .run(arguments);
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }
}
