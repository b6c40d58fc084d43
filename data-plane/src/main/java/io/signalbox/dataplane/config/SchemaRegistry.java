package io.signalbox.dataplane.config;

import io.signalbox.records.schema.SchemaType;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Where schemas of records are (contract section 2.5). Never prints a password.
 *
 * @param type of the schemas that may be used
 * @param timeout for one schema
 */
public record SchemaRegistry(
        UUID id, String name, URI endpoint, SchemaType type, Duration timeout, Optional<Login> login) {

    /** How nodes authenticate to it. */
    public record Login(String username, Password password) {}

    public EntityRef ref() {
        return new EntityRef(EntityRef.Kind.SCHEMA_REGISTRY, id, name);
    }
}
