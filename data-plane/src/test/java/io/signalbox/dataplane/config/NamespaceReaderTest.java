package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.signalbox.acl.Glob;
import io.signalbox.acl.Namespace;
import io.signalbox.acl.Namespace.Additional;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.proto.config.v1.WireNamespace;
import io.signalbox.proto.config.v1.WireNamespaceMode;
import io.signalbox.proto.config.v1.WireVirtualCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceReaderTest {

    private static final Path GOLDEN = Path.of("..", "proto", "golden", "protections.json");

    private final Snapshots snapshots = new Snapshots()
            .backend(1, List.of("127.0.0.1:9092"))
            .virtual(2, 1)
            .listener(3, "20000-20001")
            .policy(4, 3, 2, true);

    @Test
    void whatTheControlPlaneSendsIsRead() throws IOException {
        Snapshot.Builder snapshot = Snapshot.newBuilder();
        JsonFormat.parser().merge(Files.readString(GOLDEN), snapshot);
        WireVirtualCluster cluster = snapshot.getResourcesList().stream()
                .map(resource -> resource.getVirtualCluster())
                .filter(WireVirtualCluster::hasNamespace)
                .findFirst()
                .orElseThrow();

        assertThat(NamespaceReader.read(cluster))
                .hasValue(new Namespace(
                        Namespace.Mode.HIDE_PREFIX,
                        "orders_",
                        new Additional(Set.of("user_actions", "prices"), List.of(Glob.parse("public_*"))),
                        new Additional(Set.of("user_actions", "prices"), List.of()),
                        new Additional(Set.of("billing"), List.of(Glob.parse("shared-?")))));
    }

    @Test
    void whatCannotBeAppliedIsNotServedNotEvenInItsFormerForm() {
        RoutingImage served = snapshots.build().image();

        for (WireNamespace namespace : List.of(
                WireNamespace.newBuilder()
                        .setMode(WireNamespaceMode.NAMESPACE_MODE_HIDE_PREFIX)
                        .setPrefix("a/")
                        .build(),
                WireNamespace.newBuilder().setPrefix("a_").build())) {
            ImageBuilder.Built built = snapshots.namespaced(2, 1, namespace).build(served);

            assertThat(built.image().virtualClusters()).isEmpty();
            assertThat(built.problems().get(0).code()).isEqualTo("virtual_cluster.invalid");
            assertThat(built.problems().get(0).message()).contains("namespace", "It is not served");
        }
    }

    @Test
    void aControlPlaneThatSaysNothingOfTheNamespaceIsTooOld() {
        RoutingImage served = snapshots.build().image();

        ImageBuilder.Built built = snapshots.protectedVirtual(2, 1, "namespace").build(served);

        assertThat(built.image().virtualClusters()).isEmpty();
        assertThat(built.problems().get(0).message()).contains("of an earlier release");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__consumer_offsets",
                "__transaction_state",
                "__share_group_state",
                "__cluster_metadata",
                "orders"
            })
    void theBrokersOwnTopicsAreThoseOfTheKafkaLibrary(String topic) {
        assertThat(Namespace.isInternal(topic)).isEqualTo(Topic.isInternal(topic));
    }
}
