package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.acl.AclPolicies;
import io.signalbox.acl.Authorizer.Reach;
import io.signalbox.acl.Operation;
import io.signalbox.acl.Principal;
import io.signalbox.acl.ResourceType;
import io.signalbox.proto.config.v1.AclAction;
import io.signalbox.proto.config.v1.AclOperation;
import io.signalbox.proto.config.v1.AclResourceType;
import io.signalbox.proto.config.v1.AclRule;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireNames;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AclReaderTest {

    private static final String ENFORCED = "acl_mode.enforce_on_gateway";

    private final Snapshots snapshots = new Snapshots().backend(1).protectedVirtual(2, 1, ENFORCED);

    @Test
    void nothingIsAllowedWithoutAPolicyAndWhatPoliciesSayWithThem() {
        assertThat(reach(snapshots.build().image())).isEqualTo(Reach.NONE);

        snapshots.acls(7, 2, reading("orders-*")).acls(8, 2, reading("*")).clusterPolicy(9, 2, false, "x");

        assertThat(snapshots.build().problems()).isEmpty();
        assertThat(reach(snapshots.build().image())).isEqualTo(Reach.ALL);
    }

    @Test
    void whereBrokersDecideAPolicyMeansNothingAndHindersNothing() {
        ImageBuilder.Built built = new Snapshots()
                .backend(1)
                .protectedVirtual(2, 1, "cluster_policy.acls")
                .acls(7, 2, reading("*"))
                .acls(8, 2, policy -> policy.setCondition("no expression"))
                .build();

        assertThat(built.problems()).isEmpty();
        assertThat(acls(built.image())).isEmpty();
    }

    @Test
    void whatHasNotChangedIsTheVerySameInTheNextImage() {
        RoutingImage image = snapshots.acls(7, 2, reading("*")).build().image();

        RoutingImage next = snapshots.listener(3, "9092").build(image).image();

        assertThat(acls(next).orElseThrow()).isSameAs(acls(image).orElseThrow());
        assertThat(acls(snapshots.acls(7, 2, reading("a")).build(next).image())).isNotEqualTo(acls(image));
    }

    @Test
    void aPolicyThatCannotBeReadLeavesNoFormerFormInService() {
        RoutingImage served = snapshots.acls(7, 2, reading("*")).build().image();

        ImageBuilder.Built built = snapshots
                .acls(8, 2, policy -> policy.setCondition("no expression"))
                .build(served);

        assertThat(built.image().virtualClusters()).isEmpty();
        assertThat(built.problems())
                .singleElement()
                .extracting(ConfigProblem::message)
                .asString()
                .contains("condition is not a valid expression", "It is not served");
    }

    @Test
    void aPolicyThatSaysNothingIsNotTakenForOneThatDeniesNothing() {
        assertThat(snapshots
                        .acls(7, 2, VirtualClusterPolicy.Builder::clearAcls)
                        .build()
                        .image()
                        .virtualClusters())
                .isEmpty();
    }

    private static Optional<AclPolicies> acls(RoutingImage image) {
        return image.virtualCluster(Snapshots.id(2)).orElseThrow().acls();
    }

    private static Reach reach(RoutingImage image) {
        return acls(image)
                .orElseThrow()
                .of(Principal.named("anonymous", "anonymous"))
                .reach(Operation.READ, ResourceType.TOPIC);
    }

    private static Consumer<VirtualClusterPolicy.Builder> reading(String names) {
        return policy -> policy.getAclsBuilder()
                .addRules(AclRule.newBuilder()
                        .setAction(AclAction.ACL_ACTION_ALLOW)
                        .setResourceType(AclResourceType.ACL_RESOURCE_TYPE_TOPIC)
                        .addOperations(AclOperation.ACL_OPERATION_READ)
                        .setResourceNames(WireNames.newBuilder().addNames(names)));
    }
}
