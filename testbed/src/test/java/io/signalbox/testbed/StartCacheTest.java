package io.signalbox.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCacheTest {

    private static final String RECORD = "-XX:ArchiveClassesAtExit=";

    private final Optional<String> folderBefore = Optional.ofNullable(System.getProperty(StartCache.PROPERTY));

    @TempDir
    private Path folder;

    private Path jar;
    private Path library;
    private int rehearsals;

    @BeforeEach
    void build() throws IOException {
        System.setProperty(StartCache.PROPERTY, folder.resolve("caches").toString());
        jar = Files.createFile(folder.resolve("program.jar"));
        library = Files.createFile(Files.createDirectory(folder.resolve("lib")).resolve("library.jar"));
    }

    @AfterEach
    void forget() {
        folderBefore.ifPresentOrElse(
                before -> System.setProperty(StartCache.PROPERTY, before),
                () -> System.clearProperty(StartCache.PROPERTY));
    }

    @Test
    void aProgramIsRehearsedOnceForAllItsStarts() {
        List<String> first = options();
        List<String> second = options();

        assertThat(rehearsals).isEqualTo(1);
        assertThat(second).isEqualTo(first).anyMatch(option -> option.startsWith("-XX:SharedArchiveFile="));
    }

    @Test
    void anArchiveIsForOneBuildOfTheProgramAndOfEachLibrary() throws IOException {
        List<String> first = options();
        for (Path changed : List.of(library, jar)) {
            FileTime later =
                    FileTime.from(Files.getLastModifiedTime(changed).toInstant().plus(Duration.ofMinutes(rehearsals)));
            Files.setLastModifiedTime(changed, later);
            assertThat(options()).isNotEqualTo(first);
        }

        assertThat(rehearsals).isEqualTo(3);
        try (var archives = Files.newDirectoryStream(folder.resolve("caches"), "*.jsa")) {
            assertThat(archives).as("those of older builds go").hasSize(1);
        }
    }

    private List<String> options() {
        return StartCache.BROKER.options(jar, this::rehearse);
    }

    private void rehearse(List<String> recording) {
        rehearsals++;
        String file = recording.stream()
                .filter(option -> option.startsWith(RECORD))
                .findFirst()
                .orElseThrow()
                .substring(RECORD.length());
        try {
            Files.createFile(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
