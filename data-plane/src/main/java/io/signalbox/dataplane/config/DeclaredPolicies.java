package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireKeySource;
import io.signalbox.resources.PoliciesInForce;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The policies of one virtual cluster that are in force.
 *
 * @param required those by what a node must enforce for them
 * @param acls that say what clients may do
 * @param forRecords the produce and consume policies
 * @param needs what these have to find beside the virtual cluster
 */
record DeclaredPolicies(
        Map<String, List<EntityRef>> required, List<Resource> acls, List<Resource> forRecords, Set<Need> needs) {

    static final DeclaredPolicies NONE = new DeclaredPolicies(Map.of(), List.of(), List.of(), Set.of());

    private static final PoliciesInForce<Resource> IN_FORCE = new PoliciesInForce<>(
            resource -> UUID.fromString(resource.getKey().getId()),
            resource -> resource.getVirtualClusterPolicy().getEnabled(),
            resource -> Optional.of(resource.getVirtualClusterPolicy().getParentPolicyId())
                    .filter(id -> !id.isEmpty())
                    .map(UUID::fromString));

    /**
     * What a policy for records needs.
     *
     * @param id empty where it is any
     */
    record Need(Kind kind, String id) {

        /** Any key by which records may be encrypted already. */
        static final Need STATIC_KEYS = new Need(Kind.TO_DECRYPT, "");

        enum Kind {
            TO_ENCRYPT,
            TO_DECRYPT,
            TO_VALIDATE
        }

        static Need toEncrypt(String staticKey) {
            return new Need(Kind.TO_ENCRYPT, staticKey);
        }

        static Need toValidate(String registry) {
            return new Need(Kind.TO_VALIDATE, registry);
        }
    }

    /** Those among all policies of a virtual cluster. */
    static DeclaredPolicies among(Collection<Resource> policies) {
        Map<String, List<EntityRef>> required = new TreeMap<>();
        List<Resource> forRecords = new ArrayList<>();
        Set<Need> needs = new HashSet<>();
        for (Resource resource : IN_FORCE.among(policies)) {
            VirtualClusterPolicy policy = resource.getVirtualClusterPolicy();
            EntityRef ref = new EntityRef(
                    kind(resource.getKey()), UUID.fromString(resource.getKey().getId()), policy.getName());
            if (ref.kind() != EntityRef.Kind.CLUSTER_POLICY) {
                forRecords.add(resource);
                addNeeds(policy, needs);
            }
            // One that does not say what it requires is not known to be enforced.
            List<String> requires =
                    policy.getRequiresList().isEmpty() ? List.of(ref.kind().word()) : policy.getRequiresList();
            requires.forEach(field ->
                    required.computeIfAbsent(field, first -> new ArrayList<>()).add(ref));
        }
        return new DeclaredPolicies(required, acls(policies), forRecords, needs);
    }

    private static List<Resource> acls(Collection<Resource> policies) {
        return policies.stream()
                .filter(resource -> resource.getKey().getKind() == ResourceKind.RESOURCE_KIND_CLUSTER_POLICY
                        && resource.getVirtualClusterPolicy().getEnabled())
                .toList();
    }

    private static void addNeeds(VirtualClusterPolicy policy, Set<Need> needs) {
        needs.add(Need.toEncrypt(policy.getEncrypt().getKey().getStaticKeyId()));
        policy.getEncryptFields()
                .getFieldsList()
                .forEach(field -> needs.add(Need.toEncrypt(field.getKey().getStaticKeyId())));
        needs.add(Need.toValidate(policy.getSchemaValidation().getSchemaRegistryId()));
        if (policy.getDecrypt().getKeySourcesList().contains(WireKeySource.KEY_SOURCE_STATIC)
                || policy.getDecryptFields().getKeySourcesList().contains(WireKeySource.KEY_SOURCE_STATIC)) {
            needs.add(Need.STATIC_KEYS);
        }
    }

    static EntityRef.Kind kind(ResourceKey key) {
        return switch (key.getKind()) {
            case RESOURCE_KIND_PRODUCE_POLICY -> EntityRef.Kind.PRODUCE_POLICY;
            case RESOURCE_KIND_CONSUME_POLICY -> EntityRef.Kind.CONSUME_POLICY;
            default -> EntityRef.Kind.CLUSTER_POLICY; // no other kind has such a body
        };
    }
}
