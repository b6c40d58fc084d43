package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.signalbox.testbed.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's first start serves at once, and what makes later ones quicker is made beside it, whole or not at all. */
@Order(2)
class FirstStartE2E {

    /** For a recording, which takes a minute where nothing else runs. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private static final int JAVA_WITH_CACHE = 25;

    @TempDir
    private Path folder;

    private UnpackedArchive installation;
    private Path javaHome;
    private int port;

    @BeforeEach
    void aNodeThatHasNeverBeenStarted() throws Exception {
        Optional<Path> java = javaWithCache();
        assumeThat(java)
                .as("a Java of version " + JAVA_WITH_CACHE + " or later")
                .isPresent();
        javaHome = java.orElseThrow();
        Path installed = Files.createDirectory(folder.resolve("installed"));
        installation = UnpackedArchive.unpack(installed);
        port = FreePorts.anyConsecutive(2);
        UnpackedArchive.checkout(
                "bench-state", folder.resolve("state").toString(), String.valueOf(port), "127.0.0.1:1");
    }

    @AfterEach
    void end() {
        if (installation != null) {
            installation.processes().forEach(ProcessHandle::destroyForcibly);
            await().atMost(LIMIT).until(() -> installation.processes().isEmpty());
        }
    }

    @Test
    void servesBeforeThereIsACacheAndWhatAKillLeavesHalfMadeIsMadeAnewAndUsed() throws Exception {
        Process first = start();
        awaitServing(first);
        assertThat(caches()).isEmpty();
        await().atMost(LIMIT).until(() -> !installation.startCache("data-plane").isEmpty());
        List<Path> halfMade = installation.startCache("data-plane");
        installation.processes().forEach(ProcessHandle::destroyForcibly);
        await().atMost(LIMIT).until(() -> installation.processes().isEmpty() && !first.isAlive());

        Process second = start();
        await().atMost(LIMIT).until(() -> halfMade.stream().noneMatch(Files::exists));
        awaitServing(second);
        await().atMost(LIMIT)
                .until(() -> caches().size() == 1
                        && installation.startCache("data-plane").size() == 1);
        stop(second);

        Process third = start();
        awaitServing(third);
        assertThat(third.info().commandLine().orElse("")).contains("-XX:AOTCache=" + caches().get(0));
        stop(third);
    }

    @Test
    void leavesNothingHalfMadeWhenItIsStoppedMeanwhile() throws Exception {
        Process node = start();
        awaitServing(node);
        await().atMost(LIMIT).until(() -> !installation.startCache("data-plane").isEmpty());

        stop(node);

        await().atMost(LIMIT).until(() -> installation.processes().isEmpty());
        assertThat(installation.startCache("data-plane")).isEmpty();
    }

    private Process start() throws IOException {
        ProcessBuilder builder = installation
                .start(
                        "data-plane",
                        "--config",
                        folder.resolve("state/node.properties").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("node.log").toFile()));
        builder.environment().put("JAVA_HOME", javaHome.toString());
        return builder.start();
    }

    private void awaitServing(Process node) {
        await().atMost(LIMIT).until(() -> {
            assertThat(node.isAlive()).as("the node runs").isTrue();
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static void stop(Process node) {
        node.destroy();
        await().atMost(LIMIT).until(() -> !node.isAlive());
    }

    private List<Path> caches() throws IOException {
        return installation.startCache("data-plane").stream()
                .filter(file -> file.toString().endsWith(".aot"))
                .toList();
    }

    private static Optional<Path> javaWithCache() throws IOException {
        Path own = Path.of(System.getProperty("java.home"));
        try (Stream<Path> installed =
                Files.exists(Path.of("/usr/lib/jvm")) ? Files.list(Path.of("/usr/lib/jvm")) : Stream.<Path>empty()) {
            return Stream.concat(Stream.of(own), installed.sorted())
                    .filter(home -> version(home) >= JAVA_WITH_CACHE)
                    .findFirst();
        }
    }

    private static int version(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(release)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("^JAVA_VERSION=\"?(\\d+).*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
