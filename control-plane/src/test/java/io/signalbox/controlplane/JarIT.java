package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/** The jar as people start it: a process of its own, as an ordinary user where the tests run as root. */
@Order(1) // of the longest
class JarIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern READY =
            Pattern.compile("control plane is ready http=127.0.0.1:(\\d+) grpc=127.0.0.1:\\d+ state=(.+?)"
                    + " api=http://127.0.0.1:\\1/v1 docs=http://127.0.0.1:\\1/[ \"]");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void itSurvivesKillNineAndEndsCleanlyWhenAskedTo() throws Exception {
        Path home = folder.resolve("a home");
        Files.createDirectory(home);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        Map<String, String> settings = Map.of(
                "SIGNALBOX_STATE_DIR", home.resolve("state").toString(),
                "SIGNALBOX_HTTP_PORT", "0",
                "SIGNALBOX_GRPC_PORT", "0");

        Process first = start("first", settings);
        Api api = ready("first", first, home);
        String gateway = api.newGateway();
        first.destroyForcibly(); // setpriv has become java itself
        first.waitFor();
        Map<String, String> logged = new HashMap<>(settings);
        logged.put("SIGNALBOX_LOG_FORMAT", "json");
        Path loaded = folder.resolve("loaded.jsa");
        Process second = start("second", logged, ControlPlaneJar.recordingCommand(loaded));
        Api again = ready("second", second, home);

        assertThat(again.get(gateway).status()).isEqualTo(200);
        again.newGateway();
        Process intruder = start("intruder", settings);
        assertThat(intruder.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(intruder.exitValue()).isEqualTo(1);
        assertThat(output("intruder")).contains("in use by another control plane");
        long postmaster = Long.parseLong(output(home.resolve("state/postgres/data/postmaster.pid"))
                .lines()
                .findFirst()
                .orElse("0"));
        second.destroy();
        assertThat(second.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        ControlPlaneJar.keep(loaded);
        await().until(() -> ProcessHandle.of(postmaster).isEmpty());
        assertThat(output("second").lines())
                .map(JSON::readTree)
                .allSatisfy(event -> assertThat(event.propertyNames()).contains("@timestamp", "level", "message"));
        assertThat(output("first") + output("second"))
                .doesNotContain(output(home.resolve("state/admin-token")).strip());
    }

    @Test
    void whatStopsAStartIsSaidInPlainLines() throws Exception {
        Process bad = start("bad", Map.of("SIGNALBOX_HTTP_PORT", "x", "SIGNALBOX_TYPO", "1"));
        assertThat(bad.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(bad.exitValue()).isEqualTo(2);
        assertThat(output("bad").lines())
                .hasSize(3)
                .contains("  SIGNALBOX_HTTP_PORT: must be a port from 0 to 65535")
                .contains("  SIGNALBOX_TYPO: is not a setting of this process");

        try (ServerSocket taken = new ServerSocket(0)) {
            String port = "" + taken.getLocalPort();
            Process second = start(
                    "taken",
                    Map.of("SIGNALBOX_GRPC_PORT", port, "SIGNALBOX_HTTP_PORT", "0", "SIGNALBOX_STATE_DIR", "unused"));
            assertThat(second.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(second.exitValue()).isEqualTo(1);
            assertThat(output("taken").lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("SIGNALBOX_GRPC_PORT: port " + port));
        }
    }

    private Process start(String name, Map<String, String> settings) throws IOException {
        return start(name, settings, ControlPlaneJar.command());
    }

    private Process start(String name, Map<String, String> settings, List<String> jar) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(jar);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().putAll(settings);
        return builder.start();
    }

    private Api ready(String name, Process process, Path home) throws IOException {
        await().until(() -> READY.matcher(output(name)).find() || !process.isAlive());
        Matcher matcher = READY.matcher(output(name));
        assertThat(matcher.find()).as(output(name)).isTrue();
        assertThat(matcher.group(2)).isEqualTo(home.resolve("state").toString());
        return new Api(
                Integer.parseInt(matcher.group(1)),
                output(home.resolve("state/admin-token")).strip());
    }

    private String output(String name) throws IOException {
        return output(folder.resolve(name + ".log"));
    }

    private static String output(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
