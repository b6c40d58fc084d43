package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testbed.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the launcher builds in a checkout, and when. In Maven's place is a script that takes the node from this build, since
 * to build it twice costs minutes.
 */
class CheckoutE2E {

    @TempDir
    private Path folder;

    private Path checkout;
    private Path builds;

    @BeforeEach
    void cloneOfThisCheckout() throws Exception {
        Path original = requireNonNull(Installation.find().launcher().getParent());
        checkout = Files.createDirectory(folder.resolve("a clone"));
        builds = folder.resolve("builds");
        Programs.run(
                Optional.empty(),
                Map.of(),
                List.of(
                        "sh",
                        "-c",
                        "cd \"$1\" && cp -r --parents signalbox pom.xml dev */pom.xml telemetry/src/main \"$2\"",
                        "copy",
                        original.toString(),
                        checkout.toString()));
        Path maven = Files.createDirectory(folder.resolve("bin")).resolve("mvn");
        Files.writeString(maven, """
                #!/bin/sh
                echo "$@" >>'%s'
                mkdir -p data-plane/target
                cp -r '%s/data-plane/target/data-plane.jar' '%2$s/data-plane/target/lib' data-plane/target
                """.formatted(builds, original));
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void theFirstCommandBuildsAndFindsWhatItBuilt() throws Exception {
        assertThat(version()).contains("signalbox: built in", "\nsignalbox ");

        assertThat(builds).content().containsOnlyOnce("package -pl data-plane -am");
        assertThat(Files.readAllLines(builds)).hasSize(1);
    }

    @Test
    void theNextOneBuildsOnlyWhenASourceHasChanged() throws Exception {
        version();

        assertThat(version()).doesNotContain("built in");

        // Of a module that the node's pom names.
        try (Stream<Path> sources = Files.walk(checkout.resolve("telemetry/src/main"))) {
            Path source = sources.filter(Files::isRegularFile).findFirst().orElseThrow();
            Files.writeString(source, Files.readString(source) + "\n");
        }
        assertThat(version()).contains("built in");
        assertThat(version()).doesNotContain("built in");

        assertThat(Files.readAllLines(builds)).hasSize(2);
    }

    private String version() throws IOException, InterruptedException {
        return Programs.run(
                Optional.empty(),
                Map.of("PATH", folder.resolve("bin") + ":" + System.getenv("PATH")),
                List.of(checkout.resolve("signalbox").toString(), "--version"));
    }
}
