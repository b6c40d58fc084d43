package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.PlainLogin;
import io.signalbox.proto.config.v1.WireSchemaRegistry;
import io.signalbox.proto.config.v1.WireSchemaType;
import io.signalbox.records.schema.SchemaType;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Schema registries; references are resolved here. */
final class SchemaRegistryReader {

    private SchemaRegistryReader() {}

    /** @throws IllegalArgumentException naming the property and what is wrong with it */
    static SchemaRegistry read(SecretReader secrets, UUID id, WireSchemaRegistry body) {
        return new SchemaRegistry(
                id,
                body.getName(),
                SecretReader.named("endpoint", () -> endpoint(body.getEndpoint())),
                type(body.getSchemaType()),
                Duration.ofSeconds(Math.max(1, body.getTimeoutSeconds())),
                body.hasBasic() ? Optional.of(login(secrets, body.getBasic())) : Optional.empty());
    }

    private static SchemaRegistry.Login login(SecretReader secrets, PlainLogin basic) {
        return new SchemaRegistry.Login(
                secrets.read("authentication.username", basic.getUsername(), Function.identity()),
                secrets.read("authentication.password", basic.getPassword(), Password::of));
    }

    private static SchemaType type(WireSchemaType type) {
        return switch (type) {
            case SCHEMA_TYPE_AVRO -> SchemaType.AVRO;
            case SCHEMA_TYPE_JSON -> SchemaType.JSON;
            case SCHEMA_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("this release does not know its schema_type");
        };
    }

    /** Without what may stand behind the path; no question to it has that. */
    private static URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null) {
                throw new IllegalArgumentException(
                        "has a host that no HTTP client takes, such as a name with an underscore");
            }
            return new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no URL");
        }
    }
}
