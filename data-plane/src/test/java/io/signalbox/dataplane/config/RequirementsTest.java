package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.proto.config.v1.WireBrokerHostFormat;
import io.signalbox.routing.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Nothing is served with less protection than was declared. */
class RequirementsTest {

    private static final Path GOLDEN = Path.of("..", "proto", "golden", "protections.json");

    private final Snapshots snapshots = new Snapshots().backend(1).virtual(2, 1).virtual(5, 1);

    @Test
    void whatTheControlPlaneProtectsAndThisNodeCannotIsNotServed() throws IOException {
        Snapshot.Builder snapshot = Snapshot.newBuilder();
        JsonFormat.parser().merge(Files.readString(GOLDEN), snapshot);

        ImageBuilder.Built built = ImageBuilder.build(
                Resources.of(snapshot.getVersion(), snapshot.getEdition(), snapshot.getResourcesList()),
                RoutingImage.EMPTY,
                Snapshots.NODE);

        assertThat(built.image().virtualClusters().values())
                .extracting(VirtualCluster::name)
                .containsExactlyInAnyOrder("v9", "v10", "v11", "everything else");
        assertThat(built.problems())
                .allSatisfy(problem -> assertThat(problem.severity()).isEqualTo(ConfigProblem.Severity.ERROR))
                .extracting(problem -> problem.code() + ": "
                        + problem.message().replaceAll(".*cannot enforce what it declares: |\\. Everything.*", ""))
                .containsExactly("virtual_cluster.not_enforceable: authentication.fetch_kong_identity_principal");
    }

    @Test
    void policiesOfEveryTypeAreEnforced() throws IOException {
        Snapshot.Builder snapshot = Snapshot.newBuilder();
        JsonFormat.parser().merge(Files.readString(GOLDEN.resolveSibling("policies.json")), snapshot);

        ImageBuilder.Built built = ImageBuilder.build(
                Resources.of(snapshot.getVersion(), snapshot.getEdition(), snapshot.getResourcesList()),
                RoutingImage.EMPTY,
                Snapshots.NODE);

        assertThat(built.image().virtualClusters().values())
                .extracting(VirtualCluster::name)
                .containsExactly("payments");
        assertThat(built.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.code())
                        .as("a key or a registry is not there")
                        .isEqualTo("virtual_cluster.invalid"))
                .extracting(ConfigProblem::message)
                .asString()
                .contains("the policy [")
                .doesNotContain("does not know");
    }

    @Test
    void aPolicyIsEnoughEvenIfItsVirtualClusterDoesNotSpeakOfIt() {
        snapshots.listener(3, "9092-9095").policyAt(4, 3, 2, 0);
        RoutingImage served = snapshots.build().image();
        snapshots.clusterPolicy(7, 2, true, "cluster_policy.something_newer").clusterPolicy(8, 5, false, "x");

        ImageBuilder.Built built = snapshots.build(served);

        assertThat(built.image().virtualClusters()).containsOnlyKeys(Snapshots.id(5));
        assertThat(built.problems().get(0).message())
                .contains("cluster_policy.something_newer of cluster policy [policy-7]");

        assertThat(snapshots.clusterPolicy(7, 2, true).build(served).image().virtualClusters())
                .containsOnlyKeys(Snapshots.id(5));
        assertThat(snapshots.clusterPolicy(7, 2, false).build(served).image().virtualClusters())
                .containsOnlyKeys(Snapshots.id(2), Snapshots.id(5));
    }

    @Test
    void aVirtualClusterThatWasServedIsNoLongerNotEvenInItsFormerForm() {
        snapshots.listener(3, "9092-9095").policyAt(4, 3, 2, 0);
        RoutingImage served = snapshots.build().image();
        snapshots.protectedVirtual(2, 1, "authentication.fetch_kong_identity_principal");

        ImageBuilder.Built built = snapshots.build(served);

        assertThat(Snapshots.targetAt(served, "127.0.0.1", 9092)).contains(Target.BOOTSTRAP);
        assertThat(built.image().virtualClusters()).containsOnlyKeys(Snapshots.id(5));
        assertThat(Snapshots.targetAt(built.image(), "127.0.0.1", 9092)).isEmpty();
        assertThat(built.problems())
                .extracting(ConfigProblem::code)
                .containsExactly("virtual_cluster.not_enforceable", "listener_policy.destination_missing");
        assertThat(built.problems().get(0).message())
                .contains(
                        "virtual cluster [virtual-2]",
                        "authentication.fetch_kong_identity_principal",
                        "Everything else is applied");
    }

    @Test
    void theOthersOfItsListenerGoOn() {
        snapshots
                .protectedVirtual(2, 1, "authentication.fetch_kong_identity_principal")
                .listener(3, "9092-9095")
                .policyAt(4, 3, 2, 0)
                .policyAt(6, 3, 5, 1)
                .sni(7, 3, ".example.com", WireBrokerHostFormat.BROKER_HOST_FORMAT_PER_CLUSTER_SUFFIX);

        RoutingImage image = snapshots.build().image();

        assertThat(Snapshots.targetAt(image, "127.0.0.1", 9092)).contains(Target.BOOTSTRAP);
        assertThat(image.virtualClusters()).containsOnlyKeys(Snapshots.id(5));
    }

    @Test
    void aBackendClusterThatCannotBeProtectedTakesItsVirtualClustersDownWithIt() {
        snapshots.backend(8).virtual(9, 8);
        RoutingImage served = snapshots.build().image();
        snapshots.protectedBackend(1, "tls.something_newer");

        ImageBuilder.Built built = snapshots.build(served);

        assertThat(built.image().virtualClusters()).containsOnlyKeys(Snapshots.id(9));
        assertThat(built.image().backendClusters()).containsOnlyKeys(Snapshots.id(8));
        assertThat(built.problems())
                .extracting(ConfigProblem::code)
                .containsExactlyInAnyOrder(
                        "backend_cluster.not_enforceable", "virtual_cluster.invalid", "virtual_cluster.invalid");
    }

    @Test
    void aBrokenVirtualClusterDoesNotKeepAFormWithABackendClusterThatCannotBeProtected() {
        RoutingImage served = snapshots.build().image();
        snapshots.protectedBackend(1, "authentication.something_newer").virtual(2, 99);

        ImageBuilder.Built built = snapshots.build(served);

        assertThat(built.image().virtualClusters()).isEmpty();
    }
}
