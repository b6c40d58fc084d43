package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testbed.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher says, in this checkout and in an installation. */
class LauncherE2E {

    private static final Pattern SETTING = Pattern.compile("SIGNALBOX_[A-Z_]+");

    @TempDir
    private static Path folder;

    private static UnpackedArchive installation;

    private record Answer(int status, String text) {}

    @BeforeAll
    static void install() throws Exception {
        installation = UnpackedArchive.unpack(Files.createDirectory(folder.resolve("installed")));
    }

    @Test
    void helpShowsAUsersCommandsFirstAndADevelopersOnlyInACheckout() throws Exception {
        String installed = ask(installation.launcher(), "help").text();
        String checkout =
                ask(Installation.find().launcher(), "--as-built", "help").text();

        assertThat(installed)
                .contains("demo ", "control-plane ", "data-plane ", "kafka ", "check ", "docs/settings.md")
                .doesNotContain("bench", "Maven");
        assertThat(checkout).startsWith(installed).contains("bench-jmh", "archive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"control-plane", "data-plane"})
    void eachPlaneHelpsAndNamesItsSettings(String plane) throws Exception {
        Answer help = ask(installation.launcher(), plane, "--help");

        assertThat(help.status()).isZero();
        assertThat(help.text()).contains("Usage: signalbox " + plane, "--config=FILE", "--version", "docs/settings.md");
        String documented = Files.readString(installation.root().resolve("docs/settings.md"));
        Matcher named = SETTING.matcher(help.text());
        while (named.find()) {
            assertThat(documented).contains("`" + named.group() + "`");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"control-plane", "data-plane"})
    void eachPlaneSaysItsRelease(String plane) throws Exception {
        Answer release = ask(installation.launcher(), plane, "--version");

        assertThat(release.status()).isZero();
        assertThat(release.text()).matches("signalbox \\d+\\.\\d+\\.\\d+.*\\R");
        assertThat(release).isEqualTo(ask(installation.launcher(), "--version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"control-plane", "data-plane", "kafka", "demo"})
    void anUnknownOptionIsRefusedWithTheUsage(String command) throws Exception {
        Answer refused = ask(installation.launcher(), command, "--no-such-option");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.text()).contains("Unknown option: '--no-such-option'", "Usage: signalbox " + command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bench", "bench-rollout", "bench-api", "bench-connections"})
    void aBenchmarkHelpsAndRefusesWithoutStartingAnything(String command) throws Exception {
        assertThat(ask(Installation.find().launcher(), "--as-built", command, "--help")
                        .text())
                .startsWith("Usage: signalbox " + command);
        assertThat(ask(Installation.find().launcher(), "--as-built", command, "--no-such-option")
                        .status())
                .isEqualTo(2);
    }

    /** Resources refer to such variables, for example as env["db-password"]. */
    @Test
    void variablesPassWhoseNamesAShellCannotSet() throws Exception {
        Path java = java("17.0.1", "env");

        Answer seen = ask(
                Map.of("JAVA_HOME", java.toString(), "db-password", "secret", "tls.key", "key"),
                installation.launcher(),
                "data-plane");

        assertThat(seen.text().lines()).contains("db-password=secret", "tls.key=key");
    }

    @Test
    void aStartCacheThatCouldNotBeMadeIsTriedAgainADayLater() throws Exception {
        Path made = folder.resolve("made");
        Path java = java("25.0.1", "case \"$*\" in *Rehearsal*) echo \"$*\" >>'" + made + "' ;; *) echo $$ ;; esac");
        String first = pidOfNode(java);
        await().until(() -> Files.exists(made) && Files.readString(made).endsWith(" " + first + "\n"));
        Matcher cache = Pattern.compile(" (/\\S+[.]aot) ").matcher(Files.readString(made));
        assertThat(cache.find()).isTrue();
        Path failed =
                Files.createFile(Files.createDirectories(Path.of(cache.group(1)).getParent())
                        .resolve(Path.of(cache.group(1)).getFileName() + ".failed"));

        pidOfNode(java);
        Files.setLastModifiedTime(failed, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        String third = pidOfNode(java);

        await().until(() -> Files.readString(made).endsWith(" " + third + "\n"));
        assertThat(Files.readAllLines(made)).hasSize(2);
    }

    private String pidOfNode(Path java) throws IOException, InterruptedException {
        return ask(Map.of("JAVA_HOME", java.toString()), installation.launcher(), "data-plane")
                .text()
                .strip();
    }

    /** A Java that runs a script instead. */
    private static Path java(String version, String script) throws IOException {
        Path java = Files.createTempDirectory(folder, "java");
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path program = Files.writeString(
                Files.createDirectories(java.resolve("bin")).resolve("java"), "#!/usr/bin/env bash\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return java;
    }

    @Test
    void aCheckSaysWhatAStartWouldMeetAndMakesNothing() throws Exception {
        Path state = folder.resolve("no-state-yet");
        Map<String, String> environment =
                Map.of("SIGNALBOX_STATE_DIR", state.toString(), "SIGNALBOX_HTTP_PORT", "0", "SIGNALBOX_GRPC_PORT", "0");

        Answer controlPlane = ask(environment, installation.launcher(), "check", "control-plane");
        Answer node = ask(installation.launcher(), "check", "data-plane");
        Answer neither = ask(installation.launcher(), "check");

        assertThat(controlPlane.status()).isZero();
        assertThat(controlPlane.text().lines()).allMatch(line -> line.startsWith("ok  "));
        assertThat(state).doesNotExist();
        assertThat(node.status()).isEqualTo(2);
        assertThat(node.text()).contains("SIGNALBOX_CONTROL_PLANE: is required");
        assertThat(neither.status()).isEqualTo(2);
        assertThat(neither.text()).contains("control-plane or data-plane");
    }

    @Test
    void anUnknownCommandIsRefusedWithTheUsage() throws Exception {
        Answer refused = ask(installation.launcher(), "no-such-command");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.text()).contains("unknown command: no-such-command", "usage: signalbox COMMAND");
    }

    @Test
    void aLinkFromElsewhereLeadsToTheInstallation() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("some where"));
        Path far = Files.createSymbolicLink(elsewhere.resolve("far"), installation.launcher());
        Path near = Files.createSymbolicLink(elsewhere.resolve("near"), Path.of("far"));

        assertThat(ask(near, "data-plane", "--version").status()).isZero();
        assertThat(ask(far, "help")).isEqualTo(ask(installation.launcher(), "help"));
    }

    private static Answer ask(Path launcher, String... arguments) throws IOException, InterruptedException {
        return ask(Map.of(), launcher, arguments);
    }

    private static Answer ask(Map<String, String> environment, Path launcher, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "launcher", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return new Answer(process.exitValue(), Files.readString(output));
    }
}
