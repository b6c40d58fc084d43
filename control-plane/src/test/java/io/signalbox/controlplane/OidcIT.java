package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.signalbox.controlplane.access.TestIssuer;
import io.signalbox.controlplane.settings.OidcSettings;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A control plane that takes the JWTs of an issuer. */
class OidcIT {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aJwtIsATokenLikeAnyOther() {
        try (TestIssuer issuer = new TestIssuer();
                ControlPlane running =
                        ControlPlane.start(TestControlPlane.settings(folder.resolve("state"), settings(issuer)))) {
            Api api = new Api(running.httpPort(), TestControlPlane.TOKEN);
            JWTClaimsSet.Builder admin = issuer.claims("alice").claim("roles", "signalbox-admin");
            Api reader = api.withToken(issuer.sign(issuer.claims("bob")));

            String gateway = api.withToken(issuer.sign(admin)).newGateway();
            Api.Answer write = reader.delete(gateway);
            Api.Answer expired = api.withToken(issuer.sign(admin.expirationTime(Date.from(Instant.EPOCH))))
                    .get(gateway);

            assertThat(api.get(gateway + "/changes").response().body()).contains(json("'changed_by':'oidc:alice'"));
            assertThat(reader.get(gateway).status()).isEqualTo(200);
            assertThat(write.status()).isEqualTo(403);
            assertThat(write.contentType()).isEqualTo("application/problem+json");
            assertThat(write.text("detail")).isEqualTo("The token [oidc:bob] is read-only");
            assertThat(expired.status()).isEqualTo(401);
            assertThat(expired.contentType()).isEqualTo("application/problem+json");
            assertThat(expired.text("detail")).isEqualTo("Unauthorized");
            assertThat(expired.response().headers().firstValue("www-authenticate"))
                    .contains("Bearer realm=\"signalbox\"");

            Api.Answer signedIn = api.send(api.withToken("")
                    .request("/console/session")
                    .header("X-Signalbox-Console", "1")
                    .header("Sec-Fetch-Site", "same-origin")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            json("{'token': '%s'}", issuer.sign(issuer.claims("bob"))))));
            String cookie =
                    signedIn.response().headers().firstValue("set-cookie").orElseThrow();
            Api.Answer bySession =
                    api.send(api.withToken("").request("/v1/whoami").header("Cookie", cookie.replaceFirst(";.*", "")));
            assertThat(signedIn.text("role")).isEqualTo("read_only");
            assertThat(bySession.text("name")).isEqualTo("oidc:bob");
            assertThat(bySession.text("expires_at")).isEqualTo(signedIn.text("expires_at"));
        }
    }

    private static OidcSettings settings(TestIssuer issuer) {
        return new OidcSettings(issuer.url(), TestIssuer.AUDIENCE, "roles", "signalbox-admin", true);
    }
}
