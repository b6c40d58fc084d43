package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameResolutionTest {

    private static final List<String> NAMES = List.of("a.localhost", "b.localhost");

    @TempDir
    Path folder;

    @Test
    void aMachineThatResolvesTheNamesNeedsNothing() {
        NameResolution found = NameResolution.find(NAMES, folder.resolve("hosts"), line -> true);

        assertThat(found.command("kcat -L")).isEqualTo("kcat -L");
        assertThat(found.advice()).isEmpty();
        assertThat(found.resolvedHere()).isTrue();
        assertThat(found.resolvedByCommands()).isTrue();
    }

    @Test
    void wherePossibleACommandIsGivenAHostsFileOfItsOwn() throws IOException {
        Path hosts = folder.resolve("hosts");

        NameResolution found = NameResolution.find(NAMES, hosts, line -> line.startsWith("unshare"));

        assertThat(found.command("kcat -L"))
                .isEqualTo("unshare -rm sh -c 'mount --bind " + hosts + " /etc/hosts && exec kcat -L'");
        assertThat(found.resolvedByCommands()).isTrue();
        assertThat(found.resolvedHere()).isFalse();
        assertThat(Files.readAllLines(hosts))
                .containsExactly("127.0.0.1 localhost", "127.0.0.1 a.localhost b.localhost");
    }

    @Test
    void whereNothingWorksTheUserIsToldTheLineThatTheSystemNeeds() {
        List<String> tried = new ArrayList<>();

        NameResolution found = NameResolution.find(NAMES, folder.resolve("hosts"), line -> !tried.add(line));

        assertThat(tried).hasSize(2);
        assertThat(found.command("kcat -L")).isEqualTo("kcat -L");
        assertThat(found.resolvedByCommands()).isFalse();
        assertThat(found.advice()).last().isEqualTo("echo '127.0.0.1 a.localhost b.localhost' >> /etc/hosts");
    }

    @Test
    void aNameThatLeadsElsewhereDoesNotCount() {
        NameResolution found = NameResolution.find(List.of("a.invalid"), folder.resolve("hosts"));

        assertThat(found.way()).isNotEqualTo(NameResolution.Way.SYSTEM);
    }
}
