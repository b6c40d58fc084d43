package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.records.encryption.StaticKeys;
import io.signalbox.records.policy.Phase;
import io.signalbox.records.policy.RecordPolicies;
import io.signalbox.records.policy.RecordPolicies.Declared;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** What becomes of records behind a virtual cluster. */
public record RecordRules(RecordPolicies produce, RecordPolicies consume) {

    /** They stay as they are. */
    public static final RecordRules NONE = new RecordRules(
            RecordPolicies.of(Phase.PRODUCE, List.of(), StaticKeys.NONE),
            RecordPolicies.of(Phase.CONSUME, List.of(), StaticKeys.NONE));

    /**
     * Those of a virtual cluster's policies; phases that have not changed are taken from its former ones.
     *
     * @param policies of both phases, those in force alone
     * @param keys of the gateway
     * @throws IllegalArgumentException when this release does not know what one of them says
     */
    static RecordRules of(Collection<Resource> policies, StaticKeys keys, RecordRules former) {
        return policies.isEmpty()
                ? NONE
                : new RecordRules(
                        of(ResourceKind.RESOURCE_KIND_PRODUCE_POLICY, policies, keys, former.produce()),
                        of(ResourceKind.RESOURCE_KIND_CONSUME_POLICY, policies, keys, former.consume()));
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

    public boolean isEmpty() {
        return produce.isEmpty() && consume.isEmpty();
    }
}
