package io.signalbox.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {

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
    void anyPortsAreDistinct() {
        assertThat(FreePorts.any(50)).hasSize(50).doesNotHaveDuplicates();
    }

    private static ServerSocket listenOn(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
