package io.signalbox.controlplane.schemaregistry;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.secret.Credentials;
import io.signalbox.controlplane.secret.Secret;
import io.signalbox.credentials.UrlCredentials;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a client wants a schema registry to be, defaults filled in. */
final class SchemaRegistryRequest {

    private static final int DEFAULT_TIMEOUT_SECONDS = 10;
    private static final TextRule ENDPOINT = TextRule.checked(1, 2_000, SchemaRegistryRequest::endpointProblem);
    private static final TextRule CREDENTIAL = TextRule.checked(1, Integer.MAX_VALUE, Credentials::textProblem);

    private SchemaRegistryRequest() {}

    static SchemaRegistry read(BodyReader body) {
        body.readOnly("id", "created_at", "updated_at");
        String type = body.requiredChoice("type", List.of(SchemaRegistry.CONFLUENT));
        BodyReader config = body.requiredObject("config");
        return new SchemaRegistry(
                type,
                body.requiredText("name", TextRule.NAME),
                body.text("description", TextRule.DESCRIPTION).orElse(""),
                type.isEmpty() ? unknown(config) : config(config),
                body.labels().orElse(Map.of()));
    }

    /** With the password of the registry that it replaces, where it brings none of its own. */
    static SchemaRegistry keeping(SchemaRegistry wanted, SchemaRegistry stored, InvalidParameters invalid) {
        Optional<SchemaRegistry.Basic> keyless = wanted.config()
                .authentication()
                .filter(basic -> basic.password().isLeftOut());
        if (keyless.isEmpty()) {
            return wanted;
        }
        Optional<SchemaRegistry.Basic> former = stored.config().authentication();
        if (former.isEmpty()) {
            invalid.addRequired("config.authentication.password");
            return wanted;
        }
        return new SchemaRegistry(
                wanted.type(),
                wanted.name(),
                wanted.description(),
                wanted.config()
                        .withAuthentication(new SchemaRegistry.Basic(
                                keyless.get().username(), former.get().password())),
                wanted.labels());
    }

    private static SchemaRegistry.Config config(BodyReader config) {
        return new SchemaRegistry.Config(
                config.requiredChoice("schema_type", SchemaRegistry.SchemaType.values()),
                config.requiredText("endpoint", ENDPOINT),
                config.integer("timeout_seconds", 1, Integer.MAX_VALUE).orElse(DEFAULT_TIMEOUT_SECONDS),
                config.object("authentication").flatMap(SchemaRegistryRequest::basic));
    }

    private static SchemaRegistry.Config unknown(BodyReader config) {
        config.ignoreRest();
        return new SchemaRegistry.Config(SchemaRegistry.SchemaType.AVRO, "", DEFAULT_TIMEOUT_SECONDS, Optional.empty());
    }

    private static Optional<SchemaRegistry.Basic> basic(BodyReader authentication) {
        if (authentication
                .requiredChoice("type", List.of(SchemaRegistry.Basic.TYPE))
                .isEmpty()) {
            authentication.ignoreRest();
            return Optional.empty();
        }
        return Optional.of(new SchemaRegistry.Basic(
                authentication.requiredText("username", CREDENTIAL),
                Secret.of(authentication.secretText("password", CREDENTIAL))));
    }

    // Not by its host: the JDK finds none in names with an underscore, which container networks have.
    private static Optional<String> endpointProblem(String endpoint) {
        if (UrlCredentials.areIn(endpoint)) {
            return Optional.of("must not have credentials in front of its host, where everybody sees them:"
                    + " they belong into config.authentication");
        }
        try {
            URI uri = new URI(endpoint);
            boolean isHttp = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return isHttp && uri.getRawAuthority() != null
                    ? Optional.empty()
                    : Optional.of("must be a URL that begins with http:// or https://");
        } catch (URISyntaxException e) {
            return Optional.of("must be a URL: " + e.getReason());
        }
    }
}
