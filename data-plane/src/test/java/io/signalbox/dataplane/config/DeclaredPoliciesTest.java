package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeclaredPoliciesTest {

    private static final UUID CLUSTER = new UUID(1, 0);

    @Test
    void aPolicyUnderADisabledOneIsNotInForceHoweverDeep() {
        DeclaredPolicies policies = DeclaredPolicies.among(List.of(
                policy(1, 0, true, "parent.on"),
                policy(2, 1, true, "child.of.on"),
                policy(3, 2, false, "child.off"),
                policy(4, 3, true, "grandchild.of.off"),
                policy(5, 0, false, "parent.off"),
                policy(6, 5, true, "child.of.off"),
                policy(7, 6, true, "grandchild")));

        assertThat(policies.required()).containsOnlyKeys("parent.on", "child.of.on");
    }

    @Test
    void whatIsNotKnownOfParentsTakesNoPolicyOutOfForce() {
        DeclaredPolicies policies = DeclaredPolicies.among(
                List.of(policy(1, 9, true, "orphan"), policy(2, 3, true, "cycle"), policy(3, 2, true, "other.half")));

        assertThat(policies.required()).containsOnlyKeys("orphan", "cycle", "other.half");
    }

    private static Resource policy(int number, int parent, boolean enabled, String requires) {
        return Resource.newBuilder()
                .setKey(ResourceKey.newBuilder()
                        .setKind(ResourceKind.RESOURCE_KIND_CONSUME_POLICY)
                        .setId(Snapshots.id(number).toString()))
                .setVirtualClusterPolicy(VirtualClusterPolicy.newBuilder()
                        .setVirtualClusterId(CLUSTER.toString())
                        .setEnabled(enabled)
                        .setParentPolicyId(
                                parent == 0 ? "" : Snapshots.id(parent).toString())
                        .addRequires(requires))
                .build();
    }
}
