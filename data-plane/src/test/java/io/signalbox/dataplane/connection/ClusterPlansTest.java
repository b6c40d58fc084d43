package io.signalbox.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.config.ClientAuth;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.config.VirtualCluster;
import java.util.List;
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
                Snapshots.id(12), "b", "b", one.backendCluster(), List.of(new ClientAuth.ClientCertificate()));

        plans.onImage(image);

        assertThat(plans.of(one)).isSameAs(plans.of(other));
    }
}
