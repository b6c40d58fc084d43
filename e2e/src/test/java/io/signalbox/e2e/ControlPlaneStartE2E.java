package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testbed.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an installed control plane's starts have made for later ones, and that a start never depends on it. */
@Order(1)
class ControlPlaneStartE2E {

    /** For a recording, which takes a minute where nothing else runs. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    @TempDir
    private Path folder;

    private UnpackedArchive installation;
    private int port;

    @BeforeEach
    void anInstallationThatHasNeverBeenStarted() throws Exception {
        installation = UnpackedArchive.unpack(Files.createDirectory(folder.resolve("installed")));
        port = FreePorts.any();
    }

    @AfterEach
    void end() {
        installation.processes().forEach(ProcessHandle::destroy);
        await().atMost(LIMIT).until(() -> installation.processes().isEmpty());
    }

    @Test
    void theFirstStartHasACacheMadeForTheNextAndATornOneIsLeftAside() throws Exception {
        Process first = start("first", port);
        awaitReady(first);
        await().atMost(LIMIT).until(() -> caches().size() == 1 && kept().size() == 1);
        stop(first);

        Process second = start("second", port);
        awaitReady(second);
        assertThat(classesFromTheCache("second")).isPositive();
        stop(second);

        Path cache = caches().get(0);
        try (FileChannel file = FileChannel.open(cache, StandardOpenOption.WRITE)) {
            file.truncate(Files.size(cache) / 2);
        }
        Process third = start("third", port);
        awaitReady(third);
        assertThat(classesFromTheCache("third")).isZero();
        assertThat(Files.readString(folder.resolve("third.log"))).doesNotContain("[warning]", "[error]");
        stop(third);
    }

    @Test
    void aStartThatFailsLeavesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Process failed = start("failed", taken.getLocalPort());

            await().atMost(LIMIT).until(() -> !failed.isAlive());
            await().atMost(LIMIT).until(() -> installation.processes().isEmpty());

            assertThat(failed.exitValue()).isEqualTo(1);
            assertThat(kept()).isEmpty();
        }
    }

    private Process start(String name, int httpPort) throws IOException {
        ProcessBuilder builder = installation
                .start("control-plane")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS", "'-Xlog:class+load:file=" + folder.resolve(name + ".classes") + "'");
        // For the recording, too, which is given none of the above: without the optimizing compiler, which has no part
        // in
        // this, all takes half of the processor time.
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        builder.environment().put("SIGNALBOX_STATE_DIR", folder.resolve("state").toString());
        builder.environment().put("SIGNALBOX_BIND_ADDRESS", "127.0.0.1");
        builder.environment().put("SIGNALBOX_HTTP_PORT", String.valueOf(httpPort));
        builder.environment().put("SIGNALBOX_GRPC_PORT", String.valueOf(FreePorts.any()));
        return builder.start();
    }

    private void awaitReady(Process controlPlane) {
        HttpRequest probe = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/probes/readiness"))
                .timeout(Patience.LIMIT)
                .build();
        HttpClient client = HttpClient.newHttpClient();
        await().atMost(LIMIT).until(() -> {
            assertThat(controlPlane.isAlive()).as("the control plane runs").isTrue();
            try {
                return client.send(probe, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static void stop(Process controlPlane) {
        controlPlane.destroy();
        await().atMost(LIMIT).until(() -> !controlPlane.isAlive());
    }

    /** Of ours, which are not in the archive that Java brings along. */
    private long classesFromTheCache(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name + ".classes")).stream()
                .filter(line -> line.contains(" io.signalbox.controlplane."))
                .filter(line -> line.contains("source: shared objects file"))
                .count();
    }

    private List<Path> caches() throws IOException {
        return kept().stream()
                .filter(file ->
                        file.toString().endsWith(".aot") || file.toString().endsWith(".jsa"))
                .toList();
    }

    private List<Path> kept() throws IOException {
        return installation.startCache("control-plane");
    }
}
