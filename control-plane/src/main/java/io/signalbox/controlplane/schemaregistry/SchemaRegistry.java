package io.signalbox.controlplane.schemaregistry;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.signalbox.controlplane.secret.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Where the schemas of records are, as the API shows it. */
public record SchemaRegistry(
        UUID id,
        String type,
        String name,
        String description,
        Config config,
        Map<String, String> labels,
        Instant createdAt,
        Instant updatedAt) {

    /** The only kind there is. */
    public static final String CONFLUENT = "confluent";

    /** How it is asked; for one kind of schema. */
    public record Config(String schemaType, String endpoint, int timeoutSeconds, Optional<Basic> authentication) {

        Config withAuthentication(Basic other) {
            return new Config(schemaType, endpoint, timeoutSeconds, Optional.of(other));
        }
    }

    /** User name and password, of which the former may be a reference, too. */
    @JsonPropertyOrder("type")
    public record Basic(String username, Secret password) {

        static final String TYPE = "basic";

        @JsonProperty
        String type() {
            return TYPE;
        }
    }
}
