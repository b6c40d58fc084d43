package io.signalbox.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.acl.TopicAliases;
import io.signalbox.dataplane.config.ClientAuth;
import io.signalbox.dataplane.config.RecordRules;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.layer.access.AccessLayer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

class ClusterPlansTest {

    private final ClusterPlans plans = new ClusterPlans();

    @Test
    void allPlainVirtualClustersHaveTheVeryTableOfOneAnother() {
        RoutingImage image = new Snapshots()
                .backend(1, List.of("127.0.0.1:9092"))
                .virtual(2, 1)
                .virtual(12, 1)
                .listener(3, "20000-20001")
                .policy(4, 3, 2, true)
                .build()
                .image();
        VirtualCluster one = image.virtualCluster(Snapshots.id(2)).orElseThrow();
        VirtualCluster other = new VirtualCluster(
                Snapshots.id(12),
                "b",
                "b",
                one.backendCluster(),
                List.of(new ClientAuth.ClientCertificate()),
                Optional.empty(),
                Optional.empty(),
                RecordRules.NONE,
                TopicAliases.NONE);

        plans.onImage(image);

        assertThat(plans.ofStrangers(one)).isSameAs(plans.ofStrangers(other));
    }

    @Test
    void clientsThatMayDoAlikeShareATableAndThoseWhoMayReadAllHaveOneThatDoesNotLook() {
        RoutingImage image = new Snapshots()
                .backend(1, List.of("127.0.0.1:9092"))
                .protectedVirtual(2, 1, "acl_mode.enforce_on_gateway")
                .protectedVirtual(12, 1, "acl_mode.enforce_on_gateway")
                .virtual(22, 1)
                .build()
                .image();
        VirtualCluster one = image.virtualCluster(Snapshots.id(2)).orElseThrow();
        VirtualCluster other = image.virtualCluster(Snapshots.id(12)).orElseThrow();
        VirtualCluster plain = image.virtualCluster(Snapshots.id(22)).orElseThrow();
        AccessLayer reader = new AccessLayer(true, false);

        plans.onImage(image);

        assertThat(plans.ofStrangers(one)).isSameAs(plans.ofStrangers(other)).isNotSameAs(plans.ofStrangers(plain));
        assertThat(plans.of(one, reader, false)).isSameAs(plans.of(other, reader, false));
        assertThat(passes(one, AccessLayer.SEES_ALL, ApiKeys.FETCH)).isFalse();
        assertThat(passes(one, reader, ApiKeys.FETCH)).isTrue();
        assertThat(passes(one, reader, ApiKeys.PRODUCE)).isFalse();
        assertThat(relays(plans.of(one, reader, false), ApiKeys.DESCRIBE_ACLS)).isFalse();
        assertThat(relays(plans.of(plain, reader, false), ApiKeys.DESCRIBE_ACLS))
                .isTrue();
    }

    private static boolean relays(Plans plans, ApiKeys api) {
        return Plans.reads(plans.rule(api.id), api.oldestVersion());
    }

    private boolean passes(VirtualCluster cluster, AccessLayer access, ApiKeys api) {
        return Plans.passes(plans.of(cluster, access, false).rule(api.id), false);
    }
}
