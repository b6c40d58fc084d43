package io.signalbox.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreePortsTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theFirstOfConsecutivePortsIsThePreferredOneWhenAllAreFree() {
        int preferred = FreePorts.consecutive(21_000, 4);

        assertThat(FreePorts.consecutive(preferred, 4)).isEqualTo(preferred);
    }

    @Test
    void aTakenPortInTheMiddleMovesTheWholeRangeBehindIt() throws IOException {
        int preferred = FreePorts.consecutive(22_000, 8);
        try (ServerSocket taken = listenOn(preferred + 2)) {
            int first = FreePorts.consecutive(preferred, 4);

            assertThat(first).isEqualTo(taken.getLocalPort() + 1);
        }
    }

    @Test
    void takenPortsAreNamed() throws IOException {
        int first = FreePorts.consecutive(23_000, 3);
        try (ServerSocket taken = listenOn(first + 1)) {
            List<Integer> found = FreePorts.taken(first, 3);

            assertThat(found).containsExactly(taken.getLocalPort());
        }
    }

    @Test
    void noneIsGivenTwice() {
        List<Integer> ports = new ArrayList<>(FreePorts.any(50));
        int first = FreePorts.anyConsecutive(60);
        IntStream.range(first, first + 60).forEach(ports::add);
        ports.addAll(FreePorts.any(50));

        assertThat(ports).hasSize(160).doesNotHaveDuplicates();
    }

    @Test
    void whatFollowsAPortThatWasGivenIsNotGivenAgain() {
        int first = FreePorts.consecutive(FreePorts.any(), 5);

        assertThat(FreePorts.any(20)).noneMatch(port -> port >= first && port < first + 5);
    }

    @Test
    void aBlockBelongsToOneJvmUntilItEnds() throws Exception {
        try (ManagedProcess other = ManagedProcess.start(
                "claimant", JavaCommand.mainClass(Claimant.class), folder.resolve("claimant.log"), Duration.ZERO)) {
            other.awaitReady(() -> other.lastLines().contains("claimed"), Wait.LIMIT);
            int claimed = Integer.parseInt(other.lastLines().replaceAll("(?s).*claimed (\\d+).*", "$1"));
            assertThat(PortBlock.claim(claimed)).isEmpty();

            other.kill();

            assertThat(PortBlock.claim(claimed)).isPresent();
            assertThat(PortBlock.claim(claimed)).as("claimed by ourselves").isEmpty();
        }
    }

    /** Another JVM, which has a block until it is killed. */
    static final class Claimant {

        public static void main(String[] arguments) throws Exception {
            int first = 20_000;
            while (PortBlock.claim(first).isEmpty()) {
                first += PortBlock.SIZE;
            }
            System.out.println("claimed " + first);
            Thread.currentThread().join();
        }
    }

    private static ServerSocket listenOn(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
