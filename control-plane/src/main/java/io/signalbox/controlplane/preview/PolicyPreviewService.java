package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.schemaregistry.SchemaRegistry;
import io.signalbox.controlplane.snapshot.ResourceMapper;
import io.signalbox.controlplane.statickey.StaticKey;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.records.encryption.StaticKeys;
import io.signalbox.records.policy.Phase;
import io.signalbox.records.policy.RecordPolicies;
import io.signalbox.records.schema.RecordSchema;
import io.signalbox.records.schema.RegisteredSchema;
import io.signalbox.records.schema.SchemaType;
import io.signalbox.records.schema.Schemas;
import io.signalbox.resources.PoliciesInForce;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Answers from what is stored now, by the code that nodes apply. No key of anybody's is used: in its place stands one that is made
 * up for the answer. No registry is asked.
 */
@Service
class PolicyPreviewService {

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final PoliciesInForce<Entity<Policy>> IN_FORCE = new PoliciesInForce<>(
            Entity::id,
            policy -> policy.spec().enabled(),
            policy -> policy.spec().parentPolicyId());

    private final EntityStore store;
    private final GatewayService gateways;

    PolicyPreviewService(EntityStore store, GatewayService gateways) {
        this.store = store;
        this.gateways = gateways;
    }

    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    PolicyPreview policies(UUID gatewayId, UUID virtualClusterId, BodyReader body) {
        PolicyPreviewRequest request = PolicyPreviewRequest.read(body);
        gateways.checkExists(gatewayId);
        var unused = store.get(VirtualCluster.TYPE, gatewayId, virtualClusterId);
        RecordPolicies policies;
        try {
            policies = policies(request.way(), gatewayId, virtualClusterId);
        } catch (IllegalArgumentException e) {
            return PolicyPreview.notServed("Nodes do not serve the virtual cluster: " + e.getMessage() + ".");
        }
        return PolicyPreview.of(policies.preview(
                request.principal().fields(),
                request.topic(),
                schemas(gatewayId, request.schemas()),
                request.record().record()));
    }

    private RecordPolicies policies(PolicyPreviewRequest.Way way, UUID gatewayId, UUID virtualClusterId) {
        EntityType<Policy> type = switch (way) {
            case PRODUCE -> Policy.OF_PRODUCING;
            case CONSUME -> Policy.OF_CONSUMING;
        };
        return RecordPolicies.of(
                Phase.valueOf(way.name()),
                IN_FORCE.among(store.ownedBy(type, gatewayId, virtualClusterId)).stream()
                        .map(PolicyPreviewService::declared)
                        .toList(),
                madeUpKeys(gatewayId));
    }

    /** As nodes are told of it. */
    private static RecordPolicies.Declared declared(Entity<Policy> policy) {
        return new RecordPolicies.Declared(
                policy.id(), ResourceMapper.resource(policy).getVirtualClusterPolicy());
    }

    private StaticKeys madeUpKeys(UUID gatewayId) {
        Map<UUID, byte[]> keys = new HashMap<>();
        for (Entity<StaticKey> stored : store.all(StaticKey.TYPE, gatewayId)) {
            byte[] key = new byte[StaticKeys.KEY_BYTES];
            RANDOM.nextBytes(key);
            keys.put(stored.id(), key);
        }
        return new StaticKeys(keys);
    }

    private Schemas schemas(UUID gatewayId, Map<Integer, String> given) {
        Map<UUID, SchemaType> types = new HashMap<>();
        for (Entity<SchemaRegistry> stored : store.all(SchemaRegistry.TYPE, gatewayId)) {
            types.put(
                    stored.id(),
                    SchemaType.valueOf(stored.spec().config().schemaType().name()));
        }
        return (registry, id) -> {
            String text = given.get(id);
            SchemaType type = types.get(registry);
            if (text == null || type == null) {
                return new Schemas.Unavailable("only nodes ask for it, and the request's schemas do not have it");
            }
            try {
                return new Schemas.Ready(RecordSchema.of(new RegisteredSchema(type, text, List.of(), Map.of())));
            } catch (IllegalArgumentException e) {
                return new Schemas.Useless(String.valueOf(e.getMessage()));
            }
        };
    }
}
