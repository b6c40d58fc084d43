package io.signalbox.controlplane.schemaregistry;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.signalbox.controlplane.body.Spelled;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.secret.Secret;
import java.util.Map;
import java.util.Optional;

/** Where the schemas of records are. */
public record SchemaRegistry(String type, String name, String description, Config config, Map<String, String> labels) {

    public static final EntityType<SchemaRegistry> TYPE =
            new EntityType<>(EntityKind.SCHEMA_REGISTRY, SchemaRegistry.class);

    /** The only type there is. */
    static final String CONFLUENT = "confluent";

    /** How it is asked; for one kind of schema. */
    public record Config(SchemaType schemaType, String endpoint, int timeoutSeconds, Optional<Basic> authentication) {

        Config withAuthentication(Basic other) {
            return new Config(schemaType, endpoint, timeoutSeconds, Optional.of(other));
        }
    }

    /** The form of schemas. */
    public enum SchemaType implements Spelled {
        AVRO,
        JSON
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
