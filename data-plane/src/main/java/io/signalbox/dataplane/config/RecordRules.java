package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.SchemaFormat;
import io.signalbox.proto.config.v1.WireSchemaValidation;
import io.signalbox.records.encryption.StaticKeys;
import io.signalbox.records.policy.Phase;
import io.signalbox.records.policy.RecordPolicies;
import io.signalbox.records.policy.RecordPolicies.Declared;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What becomes of records behind a virtual cluster.
 *
 * @param registries whose schemas its policies use, by their ids
 */
public record RecordRules(RecordPolicies produce, RecordPolicies consume, Map<UUID, SchemaRegistry> registries) {

    /** They stay as they are. */
    public static final RecordRules NONE = new RecordRules(
            RecordPolicies.of(Phase.PRODUCE, List.of(), StaticKeys.NONE),
            RecordPolicies.of(Phase.CONSUME, List.of(), StaticKeys.NONE),
            Map.of());

    public RecordRules {
        registries = Map.copyOf(registries);
    }

    /**
     * Those of a virtual cluster's policies; phases that have not changed are taken from its former ones.
     *
     * @param policies of both phases, those in force alone
     * @param keys of the gateway
     * @param registries of the gateway
     * @throws IllegalArgumentException when this release does not know what one of them says
     */
    static RecordRules of(
            Collection<Resource> policies, StaticKeys keys, Map<UUID, SchemaRegistry> registries, RecordRules former) {
        return policies.isEmpty()
                ? NONE
                : new RecordRules(
                        of(ResourceKind.RESOURCE_KIND_PRODUCE_POLICY, policies, keys, former.produce()),
                        of(ResourceKind.RESOURCE_KIND_CONSUME_POLICY, policies, keys, former.consume()),
                        used(policies, registries));
    }

    private static RecordPolicies of(
            ResourceKind kind, Collection<Resource> policies, StaticKeys keys, RecordPolicies former) {
        List<Declared> declared = policies.stream()
                .filter(resource -> resource.getKey().getKind() == kind)
                .map(resource ->
                        new Declared(UUID.fromString(resource.getKey().getId()), resource.getVirtualClusterPolicy()))
                .toList();
        return former.isOf(declared, keys) ? former : RecordPolicies.of(former.phase(), declared, keys);
    }

    private static Map<UUID, SchemaRegistry> used(Collection<Resource> policies, Map<UUID, SchemaRegistry> registries) {
        Map<UUID, SchemaRegistry> used = new HashMap<>();
        for (Resource resource : policies) {
            WireSchemaValidation validation = resource.getVirtualClusterPolicy().getSchemaValidation();
            if (validation.getFormat() == SchemaFormat.SCHEMA_FORMAT_CONFLUENT_SCHEMA_REGISTRY) {
                UUID id = UUID.fromString(validation.getSchemaRegistryId());
                SchemaRegistry registry = registries.get(id);
                if (registry == null) {
                    throw new IllegalArgumentException("its schema registry (" + id + ") is not there");
                }
                used.put(id, registry);
            }
        }
        return used;
    }

    public boolean isEmpty() {
        return produce.isEmpty() && consume.isEmpty();
    }
}
