package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client library sends: each is answered with a problem, and none with a page or a stack trace. */
class RawRequestIT {

    private static final String AUTHORIZED = "Authorization: Bearer " + TestControlPlane.TOKEN;
    private static final String HOST = "Host: localhost";

    private final Api api = TestControlPlane.shared().api();

    @ParameterizedTest
    @ValueSource(strings = {"?=x", "?%", "?%zz=1", "?a=%ff", "?page[size]=2&page[size]=%"})
    void aQueryThatCannotBeDecodedIs400(String query) throws IOException {
        assertProblem(400, get("/v1/event-gateways" + query));
    }

    @Test
    void tooManyParametersAre400() throws IOException {
        String query = IntStream.range(0, 2_000).mapToObj(i -> "a" + i + "=1").collect(Collectors.joining("&"));

        assertProblem(400, get("/v1/event-gateways?" + query));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?page[size]=1", "?filter[name][contains]=x", "?filter[name][contains]=a|b{c}^`\"<>\\"})
    void bracketsAndTheLikeAreTakenAsTheyAre(String query) throws IOException {
        assertThat(get("/v1/event-gateways" + query)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "text/plain",
                ";;;",
                "application/json; charset=nope"
            })
    void whatIsNotJsonIs415(String type) throws IOException {
        assertProblem(
                415,
                send(
                        "POST /v1/event-gateways HTTP/1.1",
                        HOST,
                        AUTHORIZED,
                        "Content-Type: " + type,
                        "Content-Length: 2",
                        "Connection: close",
                        "",
                        "{}"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no request at all            | BLAH                          | Host: a       | 400",
                "a version that is not known  | GET / HTTP/9.9                | Host: a       | 505",
                "no host                      | GET / HTTP/1.1                | X: y          | 400",
                "a host with a blank          | GET / HTTP/1.1                | Host: a b     | 400",
                "a host with half an address  | GET / HTTP/1.1                | Host: [::1    | 400",
                "a header with a blank        | GET / HTTP/1.1                | A B: c        | 400",
                "braces in the path           | GET /a{b} HTTP/1.1            | Host: a       | 400",
                "a bad escape in the path     | GET /%zz HTTP/1.1             | Host: a       | 400",
                "no UTF-8 in the path         | GET /%ff HTTP/1.1             | Host: a       | 400",
                "an escaped slash             | GET /v1/a%2fb HTTP/1.1        | Host: a       | 400",
                "too many dots                | GET /../../x HTTP/1.1         | Host: a       | 400",
                "a bad method                 | G@T / HTTP/1.1                | Host: a       | 400",
                "a control character          | GET /?a=\u0001 HTTP/1.1        | Host: a       | 400",
                "a method for proxies         | CONNECT a:1 HTTP/1.1          | Host: a       | 501",
                "a length that is no number   | POST /v1 HTTP/1.1             | Content-Length: a | 400",
                "an encoding of transfer      | POST /v1 HTTP/1.1             | Transfer-Encoding: gzip | 501",
            })
    void whatTheContainerRefusesIsAProblem(String what, String line, String header, int status) throws IOException {
        boolean hasHost = header.startsWith("Host") || header.startsWith("X:");
        assertProblem(status, send(line, hasHost ? header : HOST + "\r\n" + header, "", ""));
    }

    @Test
    void aHeadThatIsTooLargeIsAProblem() throws IOException {
        assertProblem(400, send("GET /" + "a".repeat(20_000) + " HTTP/1.1", HOST, "", ""));
        assertProblem(400, send("GET / HTTP/1.1", HOST, "X: " + "a".repeat(20_000), "", ""));
    }

    private String get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1", HOST, AUTHORIZED, "Connection: close", "", "");
    }

    private String send(String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout((int) Patience.LIMIT.toMillis());
            socket.getOutputStream().write(String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertProblem(int status, String answer) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("application/problem+json", "X-Request-Id: ", "\"status\":" + status, "kong:trace:")
                .containsOnlyOnce("\"instance\"")
                .doesNotContain("<html", "Exception");
    }
}
