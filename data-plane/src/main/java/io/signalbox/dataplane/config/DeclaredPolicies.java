package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireKeySource;
import io.signalbox.resources.PoliciesInForce;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** The policies of virtual clusters that are in force, by what a node must enforce for each. */
final class DeclaredPolicies {

    private static final PoliciesInForce<Resource> IN_FORCE = new PoliciesInForce<>(
            resource -> UUID.fromString(resource.getKey().getId()),
            resource -> resource.getVirtualClusterPolicy().getEnabled(),
            resource -> Optional.of(resource.getVirtualClusterPolicy().getParentPolicyId())
                    .filter(id -> !id.isEmpty())
                    .map(UUID::fromString));

    private final Map<UUID, Map<String, List<EntityRef>>> byCluster = new HashMap<>();
    private final Map<UUID, List<Resource>> forRecords = new HashMap<>();

    /** Those among all policies of virtual clusters. */
    DeclaredPolicies(Collection<Resource> policies) {
        IN_FORCE.among(policies).forEach(this::add);
    }

    /** Of one virtual cluster. */
    Map<String, List<EntityRef>> of(UUID virtualCluster) {
        return byCluster.getOrDefault(virtualCluster, Map.of());
    }

    /** The produce and consume policies of one virtual cluster. */
    List<Resource> forRecords(UUID virtualCluster) {
        return forRecords.getOrDefault(virtualCluster, List.of());
    }

    /** Whether one encrypts by a static key. */
    boolean encryptsBy(UUID key) {
        String id = key.toString();
        return records()
                .anyMatch(
                        policy -> policy.getEncrypt().getKey().getStaticKeyId().equals(id)
                                || policy.getEncryptFields().getFieldsList().stream()
                                        .anyMatch(field ->
                                                field.getKey().getStaticKeyId().equals(id)));
    }

    /** Whether one decrypts whatever is encrypted by a static key. */
    boolean decryptByStaticKeys() {
        return records()
                .anyMatch(policy -> policy.getDecrypt().getKeySourcesList().contains(WireKeySource.KEY_SOURCE_STATIC)
                        || policy.getDecryptFields().getKeySourcesList().contains(WireKeySource.KEY_SOURCE_STATIC));
    }

    /** Whether one validates by the schemas of a registry. */
    boolean validatesBy(UUID registry) {
        String id = registry.toString();
        return records()
                .anyMatch(policy ->
                        policy.getSchemaValidation().getSchemaRegistryId().equals(id));
    }

    private Stream<VirtualClusterPolicy> records() {
        return forRecords.values().stream().flatMap(List::stream).map(Resource::getVirtualClusterPolicy);
    }

    private void add(Resource resource) {
        VirtualClusterPolicy policy = resource.getVirtualClusterPolicy();
        EntityRef ref = new EntityRef(
                kind(resource.getKey()), UUID.fromString(resource.getKey().getId()), policy.getName());
        Map<String, List<EntityRef>> own =
                byCluster.computeIfAbsent(UUID.fromString(policy.getVirtualClusterId()), cluster -> new TreeMap<>());
        if (ref.kind() != EntityRef.Kind.CLUSTER_POLICY) {
            forRecords
                    .computeIfAbsent(UUID.fromString(policy.getVirtualClusterId()), cluster -> new ArrayList<>())
                    .add(resource);
        }
        // One that does not say what it requires is not known to be enforced.
        List<String> requires =
                policy.getRequiresList().isEmpty() ? List.of(ref.kind().word()) : policy.getRequiresList();
        requires.forEach(
                field -> own.computeIfAbsent(field, first -> new ArrayList<>()).add(ref));
    }

    static EntityRef.Kind kind(ResourceKey key) {
        return switch (key.getKind()) {
            case RESOURCE_KIND_PRODUCE_POLICY -> EntityRef.Kind.PRODUCE_POLICY;
            case RESOURCE_KIND_CONSUME_POLICY -> EntityRef.Kind.CONSUME_POLICY;
            default -> EntityRef.Kind.CLUSTER_POLICY; // no other kind has such a body
        };
    }
}
