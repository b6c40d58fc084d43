package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files, and its sessions, as browsers see them. */
class ConsoleIT {

    private static final String SESSION = "/console/session";
    private static final Pattern NONCE = Pattern.compile("'nonce-([^']+)'");

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api admin = controlPlane.api();
    private final Api nobody = admin.withToken("");

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/", "/console/access-tokens", "/console/g/some-id/topology/more"})
    void anyAddressIsThePageWithAPolicyOfItsOwn(String path) {
        HttpResponse<String> first = nobody.get(path).response();
        HttpResponse<String> second = nobody.get(path).response();

        assertThat(first.statusCode()).isEqualTo(isBuilt() ? 200 : 404);
        assertThat(first.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(first.headers().firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
        assertThat(first.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(first.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(first.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .contains("script-src 'self';", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'")
                .doesNotContain("script-src 'self' ", "style-src 'unsafe-inline'", "__NONCE__");
        assertThat(nonce(first)).hasSizeGreaterThan(20).isNotEqualTo(nonce(second));
    }

    @Test
    void filesAreKeptForGoodAndComeCompressed() throws Exception {
        assumeTrue(isBuilt(), "the console was not built: npm is missing, or could fetch nothing");
        HttpResponse<String> page = nobody.get("/console").response();
        assertThat(page.body()).contains("nonce=\"" + nonce(page) + "\"").doesNotContain("__NONCE__");
        Matcher script =
                Pattern.compile("src=\"(/console/assets/[^\"]+\\.js)\"").matcher(page.body());
        assertThat(script.find()).isTrue();

        HttpResponse<byte[]> compressed = HttpClient.newHttpClient()
                .send(
                        nobody.request(script.group(1))
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        Api.Answer plain = nobody.get(script.group(1));

        assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(compressed.headers().firstValue("Cache-Control")).contains("max-age=31536000, public, immutable");
        assertThat(compressed.headers().firstValue("Content-Type").orElse("")).contains("javascript");
        assertThat(unzipped(compressed.body()).equals(plain.response().body()))
                .as("as it is without compression")
                .isTrue();
        assertThat(nobody.get("/console/assets/nothing.js").status()).isEqualTo(404);
    }

    @Test
    void aTokenIsExchangedForACookieThatStandsForIt() {
        Api.Answer signedIn = signIn(TestControlPlane.TOKEN);
        String cookie = setCookie(signedIn);

        assertThat(signedIn.text("name")).isEqualTo("SIGNALBOX_ADMIN_TOKEN");
        assertThat(signedIn.text("role")).isEqualTo("admin");
        assertThat(signedIn.body().path("config_stream").path("ca").asString(""))
                .startsWith("-----BEGIN CERTIFICATE-----")
                .doesNotContain("PRIVATE");
        assertThat(cookie).startsWith("signalbox=").contains("Path=/", "HttpOnly", "SameSite=Strict");
        assertThat(cookie).doesNotContain("Secure", TestControlPlane.TOKEN);
        assertThat(signedIn.response().headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(status("GET", "/v1/event-gateways", session(signedIn))).isEqualTo(200);
        assertThat(send("GET", SESSION, session(signedIn)).text("role")).isEqualTo("admin");
        assertThat(setCookie(send("PUT", SESSION, session(signedIn)))).startsWith("signalbox=v1:");
        assertThat(setCookie(send("DELETE", SESSION, session(signedIn)))).contains("Max-Age=0");
        assertThat(nobody.get(SESSION).status()).isEqualTo(401);
    }

    @Test
    void overTlsTheCookieNeverLeavesIt() {
        Api.Answer signedIn = signIn(TestControlPlane.TOKEN, "Origin", "https://signalbox.example.com");

        assertThat(setCookie(signedIn)).startsWith("__Host-signalbox=v1:").contains("Secure", "HttpOnly");
        assertThat(status("GET", "/v1/event-gateways", session(signedIn))).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "X-Signalbox-Console, 0",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, none",
        "Origin, http://signalbox.example.com"
    })
    void whatIsNoPageOfOursDoesNotSignIn(String header, String value) {
        assertThat(signIn(TestControlPlane.TOKEN, header, value).status()).isEqualTo(403);
    }

    @Test
    void anInvalidTokenOrBodyGivesNoSession() {
        assertThat(signIn("not-a-token-of-anybody").status()).isEqualTo(401);
        Api.Answer empty = signIn("");
        assertThat(empty.status()).isEqualTo(400);
        assertThat(empty.invalid()).containsExactly("token min_length");
        assertThat(Stream.of(signIn("not-a-token-of-anybody"), empty))
                .noneMatch(answer ->
                        answer.response().headers().firstValue("Set-Cookie").isPresent());
    }

    @ParameterizedTest
    @CsvSource({"X-Signalbox-Console, 0", "Sec-Fetch-Site, cross-site", "Sec-Fetch-Site, same-site"})
    void aSessionAloneChangesNothing(String header, String value) {
        String cookie = session(signIn(TestControlPlane.TOKEN));
        String body = "{\"name\": \"by-session-" + UUID.randomUUID() + "\"}";

        Api.Answer forged = admin.send(fromPage("/v1/event-gateways", cookie)
                .setHeader(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        Api.Answer ours =
                admin.send(fromPage("/v1/event-gateways", cookie).POST(HttpRequest.BodyPublishers.ofString(body)));

        assertThat(forged.status()).isEqualTo(403);
        assertThat(ours.status()).isEqualTo(201);
        assertThat(admin.get("/v1/event-gateways/" + ours.id() + "/changes")
                        .response()
                        .body())
                .contains("SIGNALBOX_ADMIN_TOKEN");
    }

    @Test
    void aPageOfAnotherOriginReadsNothing() {
        String cookie = session(signIn(TestControlPlane.TOKEN));

        Api.Answer other = admin.send(fromPage("/v1/event-gateways", cookie)
                .setHeader("Sec-Fetch-Site", "same-site")
                .GET());

        assertThat(other.status()).isEqualTo(403);
    }

    @Test
    void aSessionEndsWithItsToken() {
        Api.Answer token = newToken("admin");
        String cookie = session(signIn(token.text("token")));
        assertThat(status("GET", "/v1/event-gateways", cookie)).isEqualTo(200);

        admin.delete("/v1/access-tokens/" + token.id());

        assertThat(status("GET", "/v1/event-gateways", cookie)).isEqualTo(401);
        assertThat(status("GET", SESSION, cookie)).isEqualTo(401);
        assertThat(status("PUT", SESSION, cookie)).isEqualTo(401);
    }

    @Test
    void whoSignsOutEndsTheSessionWhereverItsCookieWasCopiedTo() {
        Api.Answer signedIn = signIn(TestControlPlane.TOKEN);
        String copied = session(signedIn);
        String renewed = setCookie(send("PUT", SESSION, copied)).replaceFirst(";.*", "");
        String another = session(signIn(TestControlPlane.TOKEN));
        Api there = TestControlPlane.second().api();

        assertThat(status("DELETE", SESSION, renewed)).isEqualTo(204);

        assertThat(status("GET", "/v1/event-gateways", copied)).isEqualTo(401);
        assertThat(status("GET", "/v1/event-gateways", renewed)).isEqualTo(401);
        assertThat(status("PUT", SESSION, copied)).isEqualTo(401);
        assertThat(there.send(fromPage(there, "/v1/event-gateways", copied).GET())
                        .status())
                .isEqualTo(401);
        assertThat(status("GET", "/v1/event-gateways", another)).isEqualTo(200);
        assertThat(status("DELETE", SESSION, renewed)).isEqualTo(401);
    }

    @Test
    void aReaderMayStayAndLeaveButNotWrite() {
        Api.Answer signedIn = signIn(newToken("read_only").text("token"));
        String cookie = session(signedIn);

        assertThat(signedIn.text("role")).isEqualTo("read_only");
        assertThat(status("GET", "/v1/event-gateways", cookie)).isEqualTo(200);
        assertThat(admin.send(fromPage("/v1/event-gateways", cookie)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"never\"}")))
                        .status())
                .isEqualTo(403);
        assertThat(status("PUT", SESSION, cookie)).isEqualTo(200);
        assertThat(status("DELETE", SESSION, cookie)).isEqualTo(204);
    }

    @Test
    void anAlteredCookieIsNone() {
        String cookie = session(signIn(TestControlPlane.TOKEN));
        char last = cookie.charAt(cookie.length() - 1);
        String altered = cookie.substring(0, cookie.length() - 2) + (last == 'A' ? "BB" : "AA");

        assertThat(status("GET", "/v1/event-gateways", altered)).isEqualTo(401);
        assertThat(status("GET", "/v1/event-gateways", "signalbox=")).isEqualTo(401);
        assertThat(status("GET", "/v1/event-gateways", "signalbox=v1:00000000:AAAA"))
                .isEqualTo(401);
    }

    @Test
    void eachReplicaKnowsASessionAndCountsFailures() {
        String cookie = session(signIn(TestControlPlane.TOKEN));
        Api there = TestControlPlane.second().api(); // where no other test signs in
        assertThat(there.withToken("")
                        .send(fromPage(there, "/v1/event-gateways", cookie).GET())
                        .status())
                .isEqualTo(200);

        Set<Integer> answers = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            answers.add(signIn(there, "not-a-token-of-anybody").status());
        }
        assertThat(answers).containsExactly(401);
        Api.Answer sixth = signIn(there, TestControlPlane.TOKEN);
        assertThat(sixth.status()).isEqualTo(429);
        assertThat(sixth.response().headers().firstValue("Retry-After")).isPresent();
    }

    private Api.Answer newToken(String role) {
        return admin.post(
                "/v1/access-tokens", Api.json("{'name': 'console-%s', 'role': '%s'}", UUID.randomUUID(), role));
    }

    private Api.Answer signIn(String token) {
        return signIn(nobody, token);
    }

    static Api.Answer signIn(Api api, String token) {
        return api.send(signInRequest(api, token));
    }

    private Api.Answer signIn(String token, String header, String value) {
        return nobody.send(signInRequest(nobody, token).setHeader(header, value));
    }

    private static HttpRequest.Builder signInRequest(Api api, String token) {
        return fromPage(api, SESSION, "").POST(HttpRequest.BodyPublishers.ofString(Api.json("{'token': '%s'}", token)));
    }

    private Api.Answer send(String method, String path, String cookie) {
        return nobody.send(fromPage(path, cookie).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    private int status(String method, String path, String cookie) {
        return send(method, path, cookie).status();
    }

    private HttpRequest.Builder fromPage(String path, String cookie) {
        return fromPage(nobody, path, cookie);
    }

    /** As a browser sends it for a page of the console. */
    static HttpRequest.Builder fromPage(Api api, String path, String cookie) {
        HttpRequest.Builder request = api.withToken("")
                .request(path)
                .header("X-Signalbox-Console", "1")
                .header("Sec-Fetch-Site", "same-origin");
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private static String setCookie(Api.Answer answer) {
        HttpHeaders headers = answer.response().headers();
        return headers.firstValue("Set-Cookie")
                .orElseThrow(() -> new AssertionError("no cookie in " + answer.status() + " " + answer.body()));
    }

    static String session(Api.Answer signedIn) {
        return setCookie(signedIn).replaceFirst(";.*", "");
    }

    private static String nonce(HttpResponse<String> page) {
        Matcher matcher = NONCE.matcher(
                page.headers().firstValue("Content-Security-Policy").orElse(""));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String unzipped(byte[] content) throws IOException {
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean isBuilt() {
        return ConsoleIT.class.getResource("/console/index.html") != null;
    }
}
