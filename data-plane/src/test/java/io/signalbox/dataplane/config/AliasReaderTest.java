package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.signalbox.acl.Aliases;
import io.signalbox.acl.Principal;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.proto.config.v1.WireTopicAlias;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AliasReaderTest {

    private static final Path GOLDEN = Path.of("..", "proto", "golden", "protections.json");
    private static final WireTopicAlias ORDERS =
            WireTopicAlias.newBuilder().setAlias("orders").setTopic("orders-v2").build();

    private final Snapshots snapshots = new Snapshots()
            .backend(1, List.of("127.0.0.1:9092"))
            .virtual(2, 1)
            .listener(3, "20000-20001")
            .policy(4, 3, 2, true);

    @Test
    void whatTheControlPlaneSendsIsRead() throws IOException {
        Snapshot.Builder snapshot = Snapshot.newBuilder();
        JsonFormat.parser().merge(Files.readString(GOLDEN), snapshot);

        RoutingImage image = ImageBuilder.build(
                        Resources.of(snapshot.getVersion(), snapshot.getEdition(), snapshot.getResourcesList()),
                        RoutingImage.EMPTY,
                        Snapshots.NODE)
                .image();

        VirtualCluster cluster = image.virtualClusters().values().stream()
                .filter(one -> !one.aliases().isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(cluster.aliases()
                        .of(Principal.named("anonymous", "anonymous"))
                        .targets())
                .isEqualTo(Map.of("a", new Aliases.Target("b", true)));
        assertThat(cluster.aliases().of(Principal.named("sasl_plain", "alice")).targets())
                .containsEntry("c", new Aliases.Target("d", false));
    }

    @Test
    void aliasesThatHaveNotChangedAreThoseOfThePreviousImage() {
        RoutingImage first = snapshots.aliased(2, 1, ORDERS).build().image();

        RoutingImage second = snapshots.backend(9).build(first).image();

        assertThat(second.virtualCluster(Snapshots.id(2)).orElseThrow().aliases())
                .isSameAs(first.virtualCluster(Snapshots.id(2)).orElseThrow().aliases());
    }

    @Test
    void whatCannotBeAppliedIsNotServedNotEvenInItsFormerForm() {
        RoutingImage served = snapshots.build().image();

        ImageBuilder.Built built = snapshots
                .aliased(
                        2,
                        1,
                        ORDERS.toBuilder().setCondition("context.auth.type ==").build())
                .build(served);

        assertThat(built.image().virtualClusters()).isEmpty();
        assertThat(built.problems().get(0).message()).contains("topic alias [orders]", "It is not served");
    }

    @Test
    void aControlPlaneThatSaysNothingOfTheAliasesIsTooOld() {
        RoutingImage served = snapshots.build().image();

        ImageBuilder.Built built =
                snapshots.protectedVirtual(2, 1, "topic_aliases").build(served);

        assertThat(built.image().virtualClusters()).isEmpty();
        assertThat(built.problems().get(0).message()).contains("of an earlier release");
    }
}
