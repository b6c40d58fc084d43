package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.virtualcluster.ClientAuth.Audience;
import io.signalbox.controlplane.virtualcluster.ClientAuth.ClaimsMapping;
import io.signalbox.controlplane.virtualcluster.ClientAuth.Jwks;
import io.signalbox.controlplane.virtualcluster.ClientAuth.OauthBearer;
import io.signalbox.controlplane.virtualcluster.ClientAuth.Validation;
import io.signalbox.credentials.UrlCredentials;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** Reads authentication by tokens. */
final class OauthBearerRequest {

    private static final int MAX_AUDIENCES = 1_000;
    private static final String DEFAULT_TIMEOUT = "10s";
    private static final String DEFAULT_EXPIRATION = "1h";
    private static final TextRule TEXT = TextRule.anything(1, Integer.MAX_VALUE);
    private static final TextRule ENDPOINT = TextRule.checked(1, 2_000, OauthBearerRequest::endpointProblem);
    private static final TextRule ISSUER =
            TextRule.checked(1, Integer.MAX_VALUE, OauthBearerRequest::credentialsProblem);
    private static final TextRule DURATION =
            TextRule.matching(0, 100, DurationText.PATTERN, "must be a duration such as 10s or 1h30m");

    private OauthBearerRequest() {}

    static OauthBearer read(BodyReader auth) {
        return new OauthBearer(
                auth.requiredChoice("mediation", Mediation.values()),
                auth.object("claims_mapping")
                        .map(claims -> new ClaimsMapping(claims.text("sub", TEXT), claims.text("scope", TEXT))),
                auth.object("jwks").map(OauthBearerRequest::jwks),
                auth.object("validate").map(OauthBearerRequest::validation),
                ClientAuthRequest.fetchForToken(auth));
    }

    private static Jwks jwks(BodyReader jwks) {
        return new Jwks(
                jwks.requiredText("endpoint", ENDPOINT),
                jwks.text("timeout", DURATION).orElse(DEFAULT_TIMEOUT),
                jwks.text("cache_expiration", DURATION).orElse(DEFAULT_EXPIRATION));
    }

    private static Validation validation(BodyReader validate) {
        List<Audience> audiences = validate.list(
                "audiences",
                1,
                MAX_AUDIENCES,
                item -> item.object().map(audience -> new Audience(audience.requiredText("name", TEXT))));
        return new Validation(
                validate.has("audiences") ? Optional.of(audiences) : Optional.empty(), validate.text("issuer", ISSUER));
    }

    private static Optional<String> credentialsProblem(String url) {
        return UrlCredentials.areIn(url)
                ? Optional.of("must not have credentials in front of its host, where everybody sees them;"
                        + " there is no field for credentials here, and none are sent")
                : Optional.empty();
    }

    private static Optional<String> endpointProblem(String endpoint) {
        if (UrlCredentials.areIn(endpoint)) {
            return credentialsProblem(endpoint);
        }
        try {
            return new URI(endpoint).isAbsolute()
                    ? Optional.empty()
                    : Optional.of("must be a URL that begins with its scheme, such as https://");
        } catch (URISyntaxException e) {
            return Optional.of("must be a URL: " + e.getReason());
        }
    }
}
