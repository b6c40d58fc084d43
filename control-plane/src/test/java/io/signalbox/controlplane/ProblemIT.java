package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemIT {

    private static final String GATEWAYS = "/v1/event-gateways";

    private final Api api = TestControlPlane.shared().api();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/event-gateways",
                "/v1/nothing",
                "/v1/event-gateways/x",
                "/v1",
                "/swagger-ui/..;/v1",
                "/swagger-ui/%2e%2e/v1/event-gateways",
                "/%761/event-gateways",
                "//v1/event-gateways",
                "/v3/api-docs/../../v1/event-gateways"
            })
    void withoutATokenThereIsNothing(String path) {
        for (String token : new String[] {"", "wrong", "the-token-of-the-test"}) {
            Api.Answer answer = api.withToken(token).get(path);

            assertThat(answer.status()).isIn(400, 401);
            assertThat(answer.response().body()).doesNotContain("\"data\"");
        }
    }

    @Test
    void anUnknownTokenIsAnsweredWithAProblemAndAChallenge() {
        Api.Answer answer = api.withToken("wrong").get(GATEWAYS);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.response().headers().firstValue("www-authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
        assertThat(answer.text("instance")).matches("kong:trace:\\d+");
        assertThat(answer.text("title")).isEqualTo("Unauthorized");
    }

    @Test
    void everyAnswerHasTheIdOfItsRequestAndAProblemHasTheSame() {
        Api.Answer refused = api.get(GATEWAYS + "/x");
        Api.Answer answered = api.get(GATEWAYS);

        assertThat(refused.response().headers().firstValue("x-request-id"))
                .hasValueSatisfying(id -> assertThat(refused.text("instance")).isEqualTo("kong:trace:" + id));
        assertThat(answered.response().headers().firstValue("x-request-id")).isPresent();
    }

    @Test
    void probesAndTheApiDocumentNeedNoToken() {
        Api nobody = api.withToken("");

        assertThat(nobody.get("/health/probes/readiness").status()).isEqualTo(200);
        assertThat(nobody.get("/health/probes/liveness").status()).isEqualTo(200);
        assertThat(nobody.get("/swagger-ui/index.html").status()).isEqualTo(200);
    }

    @Test
    void aSegmentThatIsNoIdIs404ForEveryMethod() {
        String gateway = api.newGateway();

        assertThat(api.get(GATEWAYS + "/x").status()).isEqualTo(404);
        assertThat(api.get(GATEWAYS + "/1-1-1-1-1").status()).isEqualTo(404);
        assertThat(api.delete(GATEWAYS + "/x").status()).isEqualTo(404);
        assertThat(api.put(GATEWAYS + "/x", "{}").status()).isEqualTo(404);
        assertThat(api.patch(gateway + "/listeners/x", "{}").status()).isEqualTo(404);
        assertThat(api.post(gateway + "/listeners/x", "{}").status()).isEqualTo(404);
        assertThat(api.get(gateway + "/listeners/" + UUID.randomUUID()).status())
                .isEqualTo(404);
        assertThat(api.get(gateway + "/nothing").status()).isEqualTo(404);
    }

    @Test
    void aMethodThatIsNotThereIs405WithWhatIs() {
        Api.Answer answer = api.patch(api.newGateway() + "/listeners", "{}");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.response().headers().firstValue("allow").orElse(""))
                .contains("GET")
                .contains("POST");
    }

    @Test
    void whatIsNotJsonIs415() {
        Api.Answer answer = api.send(
                api.request(GATEWAYS).setHeader("Content-Type", "text/plain").POST(body("{}")));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
    }

    @Test
    void parametersOfTheContentTypeAndAnyAcceptHeaderAreFine() {
        Api.Answer created = api.send(api.request(GATEWAYS)
                .setHeader("Content-Type", "application/json; charset=utf-8")
                .setHeader("Accept", "application/problem+json")
                .POST(body("{\"name\": \"g-" + UUID.randomUUID() + "\"}")));
        Api.Answer missing = api.send(api.request(GATEWAYS + "/" + UUID.randomUUID())
                .setHeader("Accept", "application/json")
                .GET());
        Api.Answer html =
                api.send(api.request(GATEWAYS).setHeader("Accept", "text/html").GET());

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.contentType()).startsWith("application/json");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.contentType()).isEqualTo("application/problem+json");
        assertThat(html.status()).isEqualTo(200);
    }

    @Test
    void aBodyAboveOneMebibyteIs413AndOneBelowIsRead() {
        assertThat(api.post(GATEWAYS, "\"" + "x".repeat(1 << 20) + "\"").status())
                .isEqualTo(413);
        assertThat(api.post(GATEWAYS, "\"" + "x".repeat((1 << 20) - 10) + "\"").status())
                .isEqualTo(400);
    }

    @Test
    void brokenJsonIsAnInvalidBody() {
        assertThat(api.post(GATEWAYS, "{").invalid()).containsExactly("body invalid");
        assertThat(api.post(GATEWAYS, "[]").invalid()).containsExactly("body is_object");
        assertThat(api.post(GATEWAYS, "").invalid()).containsExactly("body required");
    }

    @Test
    void aLowercaseSchemeIsFineAndAnEmptyTokenIsNot() {
        assertThat(api.send(api.request(GATEWAYS)
                                .setHeader("Authorization", "bearer " + TestControlPlane.TOKEN)
                                .GET())
                        .status())
                .isEqualTo(200);
        assertThat(api.send(api.request(GATEWAYS)
                                .setHeader("Authorization", "Bearer ")
                                .GET())
                        .status())
                .isEqualTo(401);
    }

    private static HttpRequest.BodyPublisher body(String text) {
        return HttpRequest.BodyPublishers.ofString(text);
    }
}
