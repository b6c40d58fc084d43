package io.signalbox.dataplane.config;

import io.signalbox.dataplane.config.DeclaredPolicies.Need;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.WireSchemaRegistry;
import io.signalbox.records.encryption.StaticKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What policies for records find beside their virtual clusters. */
record RecordMeans(StaticKeys keys, Map<UUID, SchemaRegistry> registries) {

    static final RecordMeans NONE = new RecordMeans(StaticKeys.NONE, Map.of());

    RecordMeans {
        registries = Map.copyOf(registries);
    }

    /** Reads all: there are few. One that cannot be read is only a problem where it is used. */
    static RecordMeans read(Declared declared, Counts<Need> needs, SecretReader secrets, ProblemsFound.Edit problems) {
        Map<UUID, byte[]> keys = new HashMap<>();
        declared.all(Resource.BodyCase.STATIC_KEY)
                .forEach((id, resource) ->
                        problems.set(EntityRef.Kind.STATIC_KEY, id, readKey(id, resource, needs, secrets, keys)));
        Map<UUID, SchemaRegistry> registries = new HashMap<>();
        declared.all(Resource.BodyCase.SCHEMA_REGISTRY)
                .forEach((id, resource) -> problems.set(
                        EntityRef.Kind.SCHEMA_REGISTRY, id, readRegistry(id, resource, needs, secrets, registries)));
        return new RecordMeans(new StaticKeys(keys), registries);
    }

    private static List<ConfigProblem> readKey(
            UUID id, Resource resource, Counts<Need> needs, SecretReader secrets, Map<UUID, byte[]> keys) {
        EntityRef key = new EntityRef(
                EntityRef.Kind.STATIC_KEY, id, resource.getStaticKey().getName());
        if (needs.has(Need.toEncrypt(id.toString()))) {
            Attempt<byte[]> attempt =
                    Attempt.of(key, () -> StaticKeyReader.read(secrets, resource.getStaticKey()), Optional::empty);
            attempt.form().ifPresent(bytes -> keys.put(id, bytes));
            return attempt.problems();
        }
        try {
            keys.put(id, StaticKeyReader.read(secrets, resource.getStaticKey()));
            return List.of();
        } catch (IllegalArgumentException e) {
            return needs.has(Need.STATIC_KEYS)
                    ? List.of(
                            ConfigProblem.warning(
                                    key,
                                    "static_key.missing",
                                    "The " + key + " is not there for policies that decrypt: " + e.getMessage()
                                            + ". Records that were encrypted by it are treated by the policies' failure modes."))
                    : List.of();
        }
    }

    /** Nothing is said of one that no policy names. */
    private static List<ConfigProblem> readRegistry(
            UUID id,
            Resource resource,
            Counts<Need> needs,
            SecretReader secrets,
            Map<UUID, SchemaRegistry> registries) {
        if (!needs.has(Need.toValidate(id.toString()))) {
            return List.of();
        }
        WireSchemaRegistry body = resource.getSchemaRegistry();
        Attempt<SchemaRegistry> attempt = Attempt.of(
                new EntityRef(EntityRef.Kind.SCHEMA_REGISTRY, id, body.getName()),
                () -> SchemaRegistryReader.read(secrets, id, body),
                Optional::empty);
        attempt.form().ifPresent(registry -> registries.put(id, registry));
        return attempt.problems();
    }
}
