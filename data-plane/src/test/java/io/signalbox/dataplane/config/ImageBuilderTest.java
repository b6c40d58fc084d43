package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.util.JsonFormat;
import com.sun.management.ThreadMXBean;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireBrokerHostFormat;
import io.signalbox.proto.config.v1.WireKeySource;
import io.signalbox.proto.config.v1.WireListener;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Target;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageBuilderTest {

    /** What a static key of the examples refers to is set. */
    private static final NodeEnvironment NODE_WITH_KEY = new NodeEnvironment(
            name -> Optional.of(name)
                    .filter("KEY"::equals)
                    .map(set -> Base64.getEncoder().encodeToString(new byte[32])),
            server -> {},
            backend -> {});

    private static final Path GOLDEN = Path.of("..", "proto", "golden");

    /** What nodes cannot serve all of: RequirementsTest reads these. */
    private static final List<String> PROTECTIONS = List.of("protections.json", "policies.json");

    private final Snapshots snapshots = new Snapshots();

    @ParameterizedTest
    @MethodSource("golden")
    void whatTheControlPlaneMakesIsUnderstood(Path file) throws IOException {
        Snapshot snapshot = read(file);
        Resources resources = Resources.of(snapshot.getVersion(), snapshot.getEdition(), snapshot.getResourcesList());

        ImageBuilder.Built built = ImageBuilder.build(resources, RoutingImage.EMPTY, NODE_WITH_KEY);

        assertThat(resources.digest()).isEqualTo(snapshot.getDigest());
        assertThat(resources.contentDigest()).isEqualTo(snapshot.getContentDigest());
        assertThat(built.problems()).isEmpty();
        assertThat(built.image().version()).isEqualTo(snapshot.getVersion());
    }

    @Test
    void anEntityWhoseIdIsNoUuidIsNamedAndHoldsUpNothingElse() {
        Resources good = snapshots
                .backend(1)
                .virtual(2, 1)
                .listener(3, "9092")
                .policy(4, 3, 2, true)
                .resources();
        Resource bad = Resource.newBuilder()
                .setKey(ResourceKey.newBuilder()
                        .setKind(ResourceKind.RESOURCE_KIND_LISTENER)
                        .setId("no-uuid"))
                .setListener(WireListener.newBuilder().setName("edge"))
                .build();

        ImageBuilder.Built built =
                ImageBuilder.build(good.with(6, "", List.of(bad), List.of()), RoutingImage.EMPTY, NODE_WITH_KEY);

        assertThat(built.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("listener.invalid");
            assertThat(problem.message()).contains("listener [edge] (no-uuid)", "its id is no UUID");
        });
        assertThat(built.image().version()).isEqualTo(6);
        assertThat(built.image().listeners()).containsOnlyKeys(Snapshots.id(3));
    }

    @Test
    void aVirtualClusterIsNotServedWithoutAPolicyWhoseIdIsNoUuid() {
        Resources good = snapshots.backend(1).virtual(2, 1).virtual(3, 1).resources();
        Resource bad = Resource.newBuilder()
                .setKey(ResourceKey.newBuilder()
                        .setKind(ResourceKind.RESOURCE_KIND_CLUSTER_POLICY)
                        .setId("no-uuid"))
                .setVirtualClusterPolicy(VirtualClusterPolicy.newBuilder()
                        .setName("acls")
                        .setVirtualClusterId(Snapshots.id(2).toString()))
                .build();

        ImageBuilder.Built built =
                ImageBuilder.build(good.with(6, "", List.of(bad), List.of()), RoutingImage.EMPTY, NODE_WITH_KEY);

        assertThat(built.problems())
                .extracting(ConfigProblem::code)
                .containsExactlyInAnyOrder("cluster_policy.invalid", "virtual_cluster.invalid");
        assertThat(built.image().virtualClusters()).containsOnlyKeys(Snapshots.id(3));
    }

    /** Told by the memory that is taken, which is the same each time; every one looks at the former form of itself alone. */
    @Test
    void whatThoseCostThatKeepTheirFormerFormGrowsWithTheirNumberAlone() {
        bytesForKept(1);

        assertThat(bytesForKept(2000)).isLessThan(3 * bytesForKept(1000));
    }

    private static long bytesForKept(int clusters) {
        Snapshots declared = new Snapshots().backend(1);
        for (int i = 0; i < clusters; i++) {
            declared.virtual(i + 2, 1);
        }
        Resources good = declared.resources();
        RoutingImage former =
                ImageBuilder.build(good, RoutingImage.EMPTY, NODE_WITH_KEY).image();
        Resources withoutBackend = good.with(
                9,
                "",
                List.of(),
                List.of(good.all().stream()
                        .filter(Resource::hasBackendCluster)
                        .findFirst()
                        .orElseThrow()
                        .getKey()));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        ImageBuilder.Built built = ImageBuilder.build(withoutBackend, former, NODE_WITH_KEY);
        long taken = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(built.problems()).hasSize(clusters);
        assertThat(built.image().virtualClusters()).hasSize(clusters);
        return taken;
    }

    @Test
    void aStaticKeyWhoseVariableIsNotSetIsNoProblemWhereNoPolicyUsesIt() throws IOException {
        assertThat(withMissingKey(policy -> policy.getSkipRecordBuilder()).problems())
                .isEmpty();
    }

    @Test
    void aStaticKeyWhoseVariableIsNotSetIsNamedAndHoldsUpNothingElse() throws IOException {
        ImageBuilder.Built built = withMissingKey(
                policy -> policy.getEncryptBuilder().getKeyBuilder().setStaticKeyId(MISSING_KEY));

        assertThat(built.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("static_key.invalid");
            assertThat(problem.severity()).isEqualTo(ConfigProblem.Severity.ERROR);
            assertThat(problem.message()).contains("[named]", "environment variable [KEY], which is not set");
        });
        assertThat(built.image().version()).isEqualTo(5);
    }

    @Test
    void aStaticKeyThatRecordsMayNameWhenTheyAreDecryptedIsAWarning() throws IOException {
        assertThat(withMissingKey(policy -> policy.getDecryptBuilder().addKeySources(WireKeySource.KEY_SOURCE_STATIC))
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.severity()).isEqualTo(ConfigProblem.Severity.WARNING);
                    assertThat(problem.message()).contains("[named]", "environment variable [KEY], which is not set");
                });
    }

    private static final String MISSING_KEY = "00000000-0000-4000-8000-000000000033";

    /** The policy belongs to a virtual cluster that is not there. */
    private static ImageBuilder.Built withMissingKey(Consumer<VirtualClusterPolicy.Builder> config) throws IOException {
        Snapshot snapshot = read(GOLDEN.resolve("registries-and-keys.json"));
        VirtualClusterPolicy.Builder policy =
                VirtualClusterPolicy.newBuilder().setEnabled(true).setVirtualClusterId(new UUID(0, 7).toString());
        config.accept(policy);
        List<Resource> resources = new ArrayList<>(snapshot.getResourcesList());
        resources.add(Resource.newBuilder()
                .setKey(ResourceKey.newBuilder()
                        .setKind(ResourceKind.RESOURCE_KIND_PRODUCE_POLICY)
                        .setId(new UUID(0, 8).toString()))
                .setVirtualClusterPolicy(policy)
                .build());
        return ImageBuilder.build(
                Resources.of(snapshot.getVersion(), snapshot.getEdition(), resources),
                RoutingImage.EMPTY,
                Snapshots.NODE);
    }

    @Test
    void theGetStartedExampleIsRoutedAsItsGuideSays() throws IOException {
        Snapshot snapshot = read(GOLDEN.resolve("get-started.json"));

        RoutingImage image = ImageBuilder.build(
                        Resources.of(snapshot.getVersion(), snapshot.getEdition(), snapshot.getResourcesList()),
                        RoutingImage.EMPTY,
                        Snapshots.NODE)
                .image();

        assertThat(image.sockets().keySet())
                .containsExactlyInAnyOrder(
                        new HostPort("0.0.0.0", 19092),
                        new HostPort("0.0.0.0", 19093),
                        new HostPort("0.0.0.0", 19094),
                        new HostPort("0.0.0.0", 19095));
        assertThat(Snapshots.targetAt(image, "0.0.0.0", 19092)).contains(Target.BOOTSTRAP);
        assertThat(Snapshots.targetAt(image, "0.0.0.0", 19095)).contains(new Target.Broker(2));
        assertThat(image.backendClusters().values()).singleElement().satisfies(cluster -> {
            assertThat(cluster.bootstrapServers()).contains(new HostPort("kafka2", 9092));
            assertThat(cluster.metadataInterval()).isEqualTo(Duration.ofSeconds(60));
        });
    }

    @Test
    void aDisabledPolicyDoesNotExist() {
        snapshots.backend(1).virtual(2, 1).listener(3, "9092-9095").policy(4, 3, 2, false);

        RoutingImage image = snapshots.build().image();

        assertThat(Snapshots.targetAt(image, "127.0.0.1", 9092)).isEmpty();
    }

    @Test
    void policiesAreTriedInChainOrder() {
        snapshots
                .backend(1)
                .virtual(2, 1)
                .virtual(5, 1)
                .listener(3, "9092-9095")
                .policyAt(10, 3, 2, 7)
                .policyAt(11, 3, 5, 3);

        RoutingImage image = snapshots.build().image();

        assertThat(image.listenerAt(new HostPort("127.0.0.1", 9092))
                        .orElseThrow()
                        .routes()
                        .policies())
                .extracting(policy -> policy.id().getLeastSignificantBits())
                .containsExactly(11L, 10L);
    }

    @Test
    void anEntityThatCannotBeAppliedKeepsItsLastGoodFormAndTheRestIsApplied() {
        snapshots.backend(1).virtual(2, 1).listener(3, "9092-9095").policy(4, 3, 2, true);
        RoutingImage good = snapshots.build().image();
        snapshots.listener(3, "nonsense").listener(6, "9200");

        ImageBuilder.Built built = snapshots.build(good);

        assertThat(built.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("listener.invalid");
            assertThat(problem.entity().id().getLeastSignificantBits()).isEqualTo(3);
            assertThat(problem.message()).contains("keeps its last good form");
        });
        assertThat(Snapshots.targetAt(built.image(), "127.0.0.1", 9092)).contains(Target.BOOTSTRAP);
        assertThat(built.image().listenerAt(new HostPort("127.0.0.1", 9200))).isPresent();
    }

    @Test
    void anEntityThatNeverWasGoodIsLeftOut() {
        snapshots.listener(3, "nonsense").listener(6, "9200");

        ImageBuilder.Built built = snapshots.build();

        assertThat(built.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("is not served"));
        assertThat(built.image().sockets()).containsOnlyKeys(new HostPort("127.0.0.1", 9200));
    }

    @Test
    void aPolicyOfAnUnknownKindTakesItsListenerDownRatherThanServeItUnprotected() {
        snapshots
                .backend(1)
                .virtual(2, 1)
                .listener(3, "9092")
                .policy(4, 3, 2, true)
                .unknownPolicy(5, 3);

        ImageBuilder.Built built = snapshots.build();

        assertThat(built.image().sockets()).isEmpty();
        assertThat(built.problems()).extracting(ConfigProblem::code).containsExactly("listener.invalid");
    }

    @Test
    void aPolicyWhoseVirtualClusterIsMissingIsAProblemOfThatPolicyAlone() {
        snapshots
                .backend(1)
                .virtual(2, 1)
                .listener(3, "9092-9095")
                .policyAt(4, 3, 99, 0)
                .policyAt(5, 3, 2, 1);

        ImageBuilder.Built built = snapshots.build();

        assertThat(built.problems())
                .extracting(ConfigProblem::code)
                .containsExactly("listener_policy.destination_missing");
        assertThat(Snapshots.targetAt(built.image(), "127.0.0.1", 9092)).contains(Target.BOOTSTRAP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "."})
    void anAddressThatIsNoneIsAProblemOfItsListenerAlone(String address) {
        snapshots.listenerAt(3, List.of("127.0.0.1", address), "9092").listener(6, "9200");

        ImageBuilder.Built built = snapshots.build();

        assertThat(built.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("one of its addresses is empty"));
        assertThat(built.image().sockets()).containsOnlyKeys(new HostPort("127.0.0.1", 9200));
    }

    @Test
    void spellingsOfOneAddressAreOneSocket() {
        snapshots.listenerAt(
                3, List.of("127.0.0.1", "localhost", "::ffff:127.0.0.1", "::1", "0:0:0:0:0:0:0:1"), "9092");

        ImageBuilder.Built built = snapshots.build();

        assertThat(built.image().sockets())
                .containsOnlyKeys(new HostPort("127.0.0.1", 9092), new HostPort("::1", 9092));
        assertThat(built.problems()).isEmpty();
    }

    @Test
    void aWildcardOfOneListenerAndAnAddressOfAnotherWantOneSocket() {
        snapshots
                .listenerAt(3, List.of("127.0.0.1", "::1"), "9092")
                .listenerAt(6, List.of("0.0.0.0"), "9092-9093")
                .listenerAt(7, List.of("LOCALHOST"), "9093")
                .listenerAt(8, List.of("::1"), "9093");

        ImageBuilder.Built built = snapshots.build();

        assertThat(built.problems())
                .extracting(ConfigProblem::code, problem -> problem.entity().name())
                .containsExactlyInAnyOrder(
                        tuple("listener.port_conflict", "listener-6"), tuple("listener.port_conflict", "listener-7"));
        assertThat(built.image().sockets())
                .containsOnlyKeys(
                        new HostPort("127.0.0.1", 9092),
                        new HostPort("::1", 9092),
                        new HostPort("0.0.0.0", 9093),
                        new HostPort("::1", 9093));
    }

    @Test
    void ofTwoListenersThatWantOnePortTheOlderHasIt() {
        snapshots.listenerMadeAt(3, "9092-9094", 200).listenerMadeAt(6, "9094-9095", 100);

        ImageBuilder.Built built = snapshots.build();

        assertThat(built.image().listenerAt(new HostPort("127.0.0.1", 9094)))
                .map(listener -> listener.id().getLeastSignificantBits())
                .contains(6L);
        assertThat(built.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("listener.port_conflict");
            assertThat(problem.message())
                    .contains("listener-3")
                    .contains("listener-6")
                    .contains("9094");
        });
    }

    @Test
    void aVirtualClusterWithoutItsBackendClusterIsNotServed() {
        snapshots.virtual(2, 77).listener(3, "9092").policy(4, 3, 2, true);

        ImageBuilder.Built built = snapshots.build();

        assertThat(built.image().virtualClusters()).isEmpty();
        assertThat(built.problems())
                .extracting(ConfigProblem::code)
                .containsExactlyInAnyOrder("virtual_cluster.invalid", "listener_policy.destination_missing");
    }

    @Test
    void aDeltaMakesWhatTheWholeSnapshotWouldHaveMade() {
        snapshots.backend(1).virtual(2, 1).listener(3, "9092").policy(4, 3, 2, true);
        Resources before = snapshots.resources();
        snapshots.listener(3, "9093").virtual(5, 1).remove(4);
        Resources after = snapshots.resources();
        List<Resource> changed = after.all().stream()
                .filter(resource -> !before.all().contains(resource))
                .toList();

        Resources applied = before.with(
                after.version(),
                after.edition(),
                changed,
                before.all().stream()
                        .map(Resource::getKey)
                        .filter(key -> after.all().stream()
                                .noneMatch(resource -> resource.getKey().equals(key)))
                        .toList());

        assertThat(applied).isEqualTo(after);
        assertThat(applied.digest()).isEqualTo(after.digest()).isNotEqualTo(before.digest());
    }

    @Test
    void aFormOfHostNamesThatIsNotKnownIsNoDefault() {
        snapshots
                .backend(1)
                .virtual(2, 1)
                .listener(3, "9092")
                .sni(4, 3, ".example.com", WireBrokerHostFormat.BROKER_HOST_FORMAT_SHARED_SUFFIX);
        List<Resource> newer = snapshots.resources().all().stream()
                .map(ImageBuilderTest::withAnotherForm)
                .toList();

        ImageBuilder.Built built = ImageBuilder.build(Resources.of(1, "", newer), RoutingImage.EMPTY, Snapshots.NODE);

        assertThat(built.image().sockets()).isEmpty();
        assertThat(built.problems()).extracting(ConfigProblem::code).containsExactly("listener.invalid");
    }

    private static Resource withAnotherForm(Resource resource) {
        Resource.Builder other = resource.toBuilder();
        if (resource.getListenerPolicy().hasSni()) {
            other.getListenerPolicyBuilder().getSniBuilder().setBrokerHostFormatValue(77);
        }
        return other.build();
    }

    static Stream<Path> golden() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files
                    .filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !PROTECTIONS.contains(file.getFileName().toString()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Snapshot read(Path file) throws IOException {
        Snapshot.Builder snapshot = Snapshot.newBuilder();
        JsonFormat.parser().merge(Files.readString(file), snapshot);
        return snapshot.build();
    }
}
