package io.signalbox.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFileTest {

    @TempDir
    private Path folder;

    @Test
    void aNewCacheReplacesThoseOfOtherBuilds() throws IOException {
        Files.writeString(folder.resolve("1-1.aot"), "of an older build");
        Files.writeString(folder.resolve("2-2.aot.failed"), "why");
        Path lock = Files.createFile(folder.resolve("lock"));
        Path made = Files.writeString(folder.resolve("made"), "new");

        new CacheFile(folder.resolve("3-3.aot")).take(made);

        assertThat(folder).isDirectoryContaining(file -> file.equals(lock));
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("lock", "3-3-3.aot");
        assertThat(folder.resolve("3-3-3.aot")).hasContent("new");
    }

    @Test
    void aCacheForAnOlderJavaStaysBesideOneForANewer() throws IOException {
        Path older = Files.writeString(folder.resolve("1-1.jsa"), "of another Java");
        Path made = Files.writeString(folder.resolve("made"), "new");
        CacheFile cache = new CacheFile(folder.resolve("3-3.aot"));

        cache.take(made);

        assertThat(cache.kind()).isEqualTo(".aot");
        assertThat(older).hasContent("of another Java");
    }

    @Test
    void whyItFailedIsKeptBesideItsPlace() throws IOException {
        new CacheFile(folder.resolve("3-3.aot")).noteFailure("no memory");

        assertThat(folder.resolve("3-3.aot.failed")).hasContent("no memory");
    }
}
