package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that begin something and do not end it: they get their answer, and others do not notice them. */
@Order(2) // of the longest
class SlowClientIT {

    private static final String AUTHORIZED = "Authorization: Bearer " + TestControlPlane.TOKEN;
    private static final String OF_KNOWN_LENGTH = "Content-Length: 1000000";
    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final int MORE_THAN_THREADS = 100; // there are 64
    private static final int MORE_THAN_PLACES = 200; // for bodies: 128
    private static final int MORE_THAN_CONNECTIONS = 2_200; // of which the server has 2,000

    // One of its own: what is done here costs the other tests' clients their connections.
    private static final TestControlPlane CONTROL_PLANE =
            TestControlPlane.shared().replica();

    private final Api api = CONTROL_PLANE.api();
    private final List<Socket> clients = new ArrayList<>();

    @AfterAll
    static void stop() {
        CONTROL_PLANE.close();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void aBodyThatDoesNotArriveIsAnsweredWithAProblemAndTheEnd() throws IOException {
        beginBody(AUTHORIZED, OF_KNOWN_LENGTH);
        beginBody(AUTHORIZED, CHUNKED);

        for (Socket client : clients) {
            assertThat(toItsEnd(client))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("application/problem+json", "\"title\":\"Request Timeout\"", "kong:trace:");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OF_KNOWN_LENGTH, CHUNKED})
    void bodiesWithoutATokenAreAnsweredAndEndedWhileTheyAreUnderWay(String framing) throws IOException {
        for (int i = 0; i < MORE_THAN_THREADS; i++) {
            beginBody("X-Nobody: x", framing);
        }

        assertOthersAreServed();
        for (Socket client : clients) {
            assertThat(toItsEnd(client)).startsWith("HTTP/1.1 401 ").containsOnlyOnce("\"status\":401");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OF_KNOWN_LENGTH, CHUNKED})
    void bodiesWithATokenLeaveThreadsAndPlacesToOthers(String framing) throws IOException {
        for (int i = 0; i < MORE_THAN_PLACES; i++) {
            beginBody(AUTHORIZED, framing);
        }

        assertOthersAreServed();
        assertThat(toItsEnd(clients.get(0))).startsWith("HTTP/1.1 408 "); // gave way to the newer ones
    }

    @Test
    void aBodyWhereNoneIsWantedIsNotWaitedFor() throws IOException {
        Socket probe = connect();
        send(probe, "GET /health/probes/liveness HTTP/1.1", "Host: x", OF_KNOWN_LENGTH, "", "a");

        assertThat(toItsEnd(probe)).startsWith("HTTP/1.1 200 ").endsWith("{\"status\":\"alive\"}");
    }

    @Test
    void aRefusedBodyThatIsThereLeavesTheConnectionOpen() throws IOException {
        Socket client = connect();
        send(client, "POST /v1/event-gateways HTTP/1.1", "Host: x", "Content-Length: 2", "", "{}");
        send(client, "GET /health/probes/liveness HTTP/1.1", "Host: x", "Connection: close", "", "");

        assertThat(toItsEnd(client)).startsWith("HTTP/1.1 401 ").contains("{\"status\":\"alive\"}");
    }

    @Test
    void aBodyThatIsTooLargeIsTakenOffTheWireSoThatItsSenderSeesTheAnswer() throws IOException {
        Socket client = connect();
        send(client, "POST /v1/event-gateways HTTP/1.1", "Host: x", AUTHORIZED, "Content-Length: 1500000", "", "");
        client.getOutputStream().write(new byte[1_500_000]);

        assertThat(toItsEnd(client)).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aHeadThatArrivesByteByByteIsNotWaitedForForEver() throws IOException {
        Socket client = connect();
        send(client, "GET /v1/event-gateways HTTP/1.1", "Host: x", "X-Slow: ");
        long begin = System.nanoTime();

        boolean isOpen = true;
        while (isOpen && System.nanoTime() - begin < Patience.LIMIT.toNanos()) {
            isOpen = isOpenAfterOneByteMore(client);
        }

        assertThat(isOpen).isFalse();
    }

    @Test
    void connectionsOnWhichNothingIsAskedGiveWay() throws IOException {
        assumeTrue(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() > 3 * MORE_THAN_CONNECTIONS);
        for (int i = 0; i < MORE_THAN_CONNECTIONS; i++) {
            connect();
        }

        assertOthersAreServed();
    }

    /** On a new connection each: those that the other tests left open say nothing. */
    private void assertOthersAreServed() throws IOException {
        for (String path : List.of("/health/probes/liveness", "/health/probes/readiness", "/v1/event-gateways")) {
            try (Socket other = connected()) {
                send(other, "GET " + path + " HTTP/1.1", "Host: x", AUTHORIZED, "Connection: close", "", "");
                assertThat(toItsEnd(other)).startsWith("HTTP/1.1 200 ");
            }
        }
        assertThat(api.post("/v1/event-gateways", json("{'name': 'g-%s'}", UUID.randomUUID()))
                        .status())
                .isEqualTo(201);
    }

    private Socket beginBody(String header, String framing) throws IOException {
        Socket client = connect();
        send(
                client,
                "POST /v1/event-gateways HTTP/1.1",
                "Host: x",
                "Content-Type: application/json",
                header,
                framing,
                "",
                "1",
                ""); // a chunk's length, or the first bytes
        return client;
    }

    private Socket connect() throws IOException {
        Socket client = connected();
        clients.add(client);
        return client;
    }

    private Socket connected() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), api.port());
        client.setSoTimeout((int) Patience.LIMIT.toMillis());
        return client;
    }

    private static void send(Socket client, String... lines) throws IOException {
        client.getOutputStream().write(String.join("\r\n", lines).getBytes(StandardCharsets.US_ASCII));
    }

    private static String toItsEnd(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static boolean isOpenAfterOneByteMore(Socket client) {
        try {
            client.setSoTimeout(100); // ms: the time between two bytes
            client.getOutputStream().write('a');
            return client.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
