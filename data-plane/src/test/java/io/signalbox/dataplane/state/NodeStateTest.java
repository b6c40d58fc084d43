package io.signalbox.dataplane.state;

import static io.signalbox.dataplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.config.ConfigThread;
import io.signalbox.dataplane.config.Resources;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.upstream.KnownBrokers;
import io.signalbox.proto.config.v1.LastKnownGood;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.routing.HostPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last known good configuration: whatever happens to the disk, never a wrong one. */
class NodeStateTest {

    private static final KeyedCertificate NODE =
            Issuer.create(KeyKind.EC, "CN=node", Duration.ofDays(1)).authority();
    private static final UUID GATEWAY = new UUID(7, 7);
    private static final Map<UUID, KnownBrokers> BROKERS = Map.of(
            Snapshots.id(1),
            new KnownBrokers(
                    List.of(new HostPort("kafka1", 9092)),
                    Map.of(0, new HostPort("10.0.0.1", 9092), 1, new HostPort("::1", 9093))));

    @TempDir
    Path folder;

    private final ConfigThread thread = new ConfigThread();
    private final Snapshots snapshots =
            new Snapshots().backend(1).virtual(2, 1).listener(3, "9092").tlsServer(4, 3, NODE);
    private Resources applied = Resources.NONE;
    private Path current = Path.of("");
    private Path former = Path.of("");

    @BeforeEach
    void name() {
        current = folder.resolve("last-known-good");
        former = folder.resolve("last-known-good.former");
    }

    @AfterEach
    void close() {
        thread.close();
    }

    @Test
    void whatANodeRanComesBackWithItsBrokers() throws IOException {
        write(snapshots.resources());

        assertThat(read()).hasValueSatisfying(kept -> {
            assertThat(kept.resources()).isEqualTo(snapshots.resources());
            assertThat(kept.brokers()).isEqualTo(BROKERS);
        });
    }

    @Test
    void itsEditionComesBackAndAStateOfAnEarlierReleaseHasNone() throws IOException {
        Resources resources = snapshots.resources();
        write(Resources.of(7, "edition", resources.all()));
        assertThat(read().orElseThrow().resources().edition()).isEqualTo("edition");

        file(NODE, GATEWAY)
                .write(LastKnownGood.newBuilder()
                        .setSnapshot(Snapshot.newBuilder()
                                .setVersion(resources.version())
                                .addAllResources(resources.all())
                                .setLast(true)
                                .setDigest(resources.digest()))
                        .build()
                        .toByteArray());

        assertThat(read()).map(NodeState.Kept::resources).contains(resources);
    }

    @Test
    void aChangeIsWrittenSoonByItself() throws IOException {
        applied = snapshots.resources();
        NodeState state = state();

        thread.execute(state::changed);

        await().untilAsserted(() -> assertThat(read()).isPresent());
    }

    @Test
    void withoutAConfigurationNothingIsWritten() throws IOException {
        write(Resources.NONE);

        assertThat(current).doesNotExist();
        assertThat(read()).isEmpty();
    }

    @Test
    void theFileIsItsOwnersAloneAndShowsNothingOfWhatItHolds() throws IOException {
        write(snapshots.resources());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(current)))
                .isEqualTo("rw-------");
        String content = Files.readString(current, StandardCharsets.ISO_8859_1);
        assertThat(content).doesNotContain("PRIVATE KEY", "listener-3", "kafka1", "CERTIFICATE");
    }

    @Test
    void anotherNodesKeyOrAnotherGatewayDoesNotOpenIt() throws IOException {
        write(snapshots.resources());
        KeyedCertificate other =
                Issuer.create(KeyKind.EC, "CN=other", Duration.ofDays(1)).authority();

        assertThat(NodeState.read(file(other, GATEWAY))).isEmpty();
        assertThat(NodeState.read(file(NODE, new UUID(8, 8)))).isEmpty();
    }

    @Test
    void aFileThatIsCutOffAnywhereIsNeverReadAsSomethingElse() throws IOException {
        Resources older = writeTwo();
        byte[] whole = Files.readAllBytes(current);

        for (int i = 0; i < 200; i++) {
            Files.write(current, Arrays.copyOf(whole, whole.length * i / 200));

            assertThat(read()).map(NodeState.Kept::resources).contains(older);
        }
    }

    @Test
    void aFileWithAFlippedBitAnywhereIsNeverReadAsSomethingElse() throws IOException {
        Resources older = writeTwo();
        byte[] whole = Files.readAllBytes(current);
        Random random = new Random(1);

        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            damaged[whole.length * i / 200] ^= (byte) (1 << random.nextInt(8));
            Files.write(current, damaged);

            assertThat(read()).map(NodeState.Kept::resources).contains(older);
        }
    }

    @Test
    void whereBothAreDamagedThereIsNothing() throws IOException {
        writeTwo();
        Files.write(current, new byte[] {1, 2, 3});
        Files.delete(former);

        assertThat(read()).isEmpty();
    }

    @Test
    void aWriteThatWasCutOffLeavesTheOneBeforeAndDoesNotStopTheNext() throws IOException {
        write(snapshots.resources());
        Files.write(folder.resolve("last-known-good.draft"), new byte[] {1, 2, 3});

        assertThat(read()).map(NodeState.Kept::resources).contains(snapshots.resources());
        write(snapshots.listener(6, "9200").resources());
        assertThat(read()).map(NodeState.Kept::resources).contains(snapshots.resources());
    }

    private Resources writeTwo() throws IOException {
        Resources older = snapshots.resources();
        write(older);
        write(snapshots.listener(6, "9200").resources());
        return older;
    }

    private void write(Resources resources) throws IOException {
        applied = resources;
        NodeState state = state();
        assertThat(thread.runAndWait(Patience.LIMIT, () -> {
                    state.changed();
                    state.flush();
                }))
                .isTrue();
    }

    private Optional<NodeState.Kept> read() {
        return NodeState.read(file(NODE, GATEWAY));
    }

    private NodeState state() {
        return new NodeState(file(NODE, GATEWAY), thread, () -> applied, () -> BROKERS);
    }

    private StateFile file(KeyedCertificate node, UUID gateway) {
        return new StateFile(folder, StateSeal.of(node.key(), gateway));
    }
}
