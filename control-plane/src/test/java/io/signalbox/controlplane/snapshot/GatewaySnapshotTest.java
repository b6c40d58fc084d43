package io.signalbox.controlplane.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayService.GatewayState;
import io.signalbox.controlplane.gateway.Removed;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.Delta;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.WireListener;
import io.signalbox.resources.ResourceSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewaySnapshotTest {

    private static final UUID GATEWAY = new UUID(0, 1);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theDeltasFromEveryVersionLeadToTheSameAsTheSnapshot(long seed) throws Exception {
        Random random = new Random(seed);
        List<GatewaySnapshot> versions = new ArrayList<>();
        versions.add(new GatewaySnapshot(gateway(1), List.of(), List.of(), List.of()));
        for (int version = 2; version <= 40; version++) {
            GatewaySnapshot last = versions.get(versions.size() - 1);
            versions.add(last.next(
                    gateway(version), changes(random, last, version), gone(random, last, version), List.of()));
        }

        GatewaySnapshot newest = versions.get(versions.size() - 1);
        for (GatewaySnapshot held : versions.subList(0, versions.size() - 1)) {
            assertThat(led(held, newest)).isEqualTo(byKey(newest.resources()));
        }
        assertThat(whole(newest)).isEqualTo(byKey(newest.resources()));
    }

    @Test
    void aDeltaTellsOfWhatChangedAndOfNothingElse() throws Exception {
        GatewaySnapshot held = new GatewaySnapshot(gateway(1), listeners(500, 1), List.of(), List.of());
        GatewaySnapshot newer = held.next(gateway(2), List.of(listener(7, 2)), List.of(removed(8, 2)), List.of());

        assertThat(newer.since(1)).hasSize(1);
        Delta delta = ControlPlaneMessage.parseFrom(newer.since(1).get(0)).getDelta();
        assertThat(delta.getChangedList()).containsExactly(listener(7, 2));
        assertThat(delta.getRemovedList()).containsExactly(listener(8, 1).getKey());
        assertThat(delta.getDigest()).isEqualTo(newer.proof().digest());
        assertThat(delta.getSumDigest()).isEqualTo(newer.proof().sumDigest());
    }

    @Test
    void allNodesThatHoldTheSameAreSentTheSameBytes() {
        GatewaySnapshot held = new GatewaySnapshot(gateway(1), listeners(3, 1), List.of(), List.of());
        GatewaySnapshot newer = held.next(gateway(2), listeners(1, 2), List.of(), List.of());

        assertThat(newer.since(1)).isSameAs(newer.since(1));
        assertThat(newer.since(0)).isSameAs(newer.since(0)).isNotEqualTo(newer.since(1));
    }

    @Test
    void noDeltaLeadsOnFromAVersionWhoseDeletesAreForgottenOrThatIsYetToCome() throws Exception {
        GatewaySnapshot newest = new GatewaySnapshot(gateway(20_000), listeners(3, 15_000), List.of(), List.of());

        assertThat(newest.leadsOnFrom(10_000)).isTrue();
        for (long held : new long[] {0, 9_999, 20_000, 20_001}) {
            assertThat(newest.leadsOnFrom(held)).isFalse();
            assertThat(ControlPlaneMessage.parseFrom(newest.since(held).get(0)).hasSnapshot())
                    .isTrue();
        }
    }

    @Test
    void aLargeDeltaIsChunkedAndOneThatHasNearlyEverythingIsTheSnapshot() throws Exception {
        List<Removed> gone = IntStream.range(0, 30_000)
                .mapToObj(number -> removed(100_000 + number, 2))
                .toList();
        GatewaySnapshot chunked = new GatewaySnapshot(gateway(2), listeners(60_000, 1), gone, List.of());
        GatewaySnapshot nearlyAll = new GatewaySnapshot(gateway(2), listeners(2_000, 2), List.of(), List.of());

        assertThat(chunked.since(1))
                .hasSizeGreaterThan(1)
                .allSatisfy(chunk -> assertThat(chunk).hasSizeLessThan(1 << 20));
        assertThat(ControlPlaneMessage.parseFrom(chunked.since(1).get(0))
                        .getDelta()
                        .getMore())
                .isTrue();
        assertThat(nearlyAll.since(1)).isSameAs(nearlyAll.since(0));
    }

    private static List<Resource> changes(Random random, GatewaySnapshot last, long version) {
        List<Resource> changed = new ArrayList<>();
        List<Resource> known = last.resources();
        for (int i = 0; i < random.nextInt(4); i++) {
            boolean old = !known.isEmpty() && random.nextBoolean();
            Resource resource = old ? known.get(random.nextInt(known.size())) : listener(version * 10 + i, version);
            changed.add(resource.toBuilder().setVersion(version).build());
        }
        return changed;
    }

    private static List<Removed> gone(Random random, GatewaySnapshot last, long version) {
        return last.resources().stream()
                .filter(resource -> random.nextInt(10) == 0)
                .map(resource -> new Removed(
                        EntityKind.LISTENER, UUID.fromString(resource.getKey().getId()), version))
                .toList();
    }

    private static Map<ResourceKey, Resource> led(GatewaySnapshot held, GatewaySnapshot newest)
            throws InvalidProtocolBufferException {
        Map<ResourceKey, Resource> resources = byKey(held.resources());
        ByteString digest = ByteString.EMPTY;
        for (byte[] chunk : newest.since(held.version())) {
            Delta delta = ControlPlaneMessage.parseFrom(chunk).getDelta();
            assertThat(delta.getFromVersion()).isEqualTo(held.version());
            delta.getChangedList().forEach(resource -> resources.put(resource.getKey(), resource));
            delta.getRemovedList().forEach(resources::remove);
            digest = delta.getDigest();
        }
        assertThat(digest)
                .isEqualTo(StateDigests.of(ResourceSet.of(resources.values()), 1, "")
                        .digest());
        return resources;
    }

    private static Map<ResourceKey, Resource> whole(GatewaySnapshot snapshot) throws InvalidProtocolBufferException {
        List<Resource> resources = new ArrayList<>();
        for (byte[] chunk : snapshot.since(GatewaySnapshot.NOTHING)) {
            resources.addAll(ControlPlaneMessage.parseFrom(chunk).getSnapshot().getResourcesList());
        }
        return byKey(resources);
    }

    private static Map<ResourceKey, Resource> byKey(List<Resource> resources) {
        Map<ResourceKey, Resource> byKey = new HashMap<>();
        resources.forEach(resource -> byKey.put(resource.getKey(), resource));
        return byKey;
    }

    private static GatewayState gateway(long version) {
        return new GatewayState(GATEWAY, version, new UUID(2, version), "1.2");
    }

    private static List<Resource> listeners(int count, long version) {
        return IntStream.range(0, count)
                .mapToObj(number -> listener(number, version))
                .toList();
    }

    private static Resource listener(long number, long version) {
        return Resource.newBuilder()
                .setKey(ResourceKey.newBuilder()
                        .setKind(ResourceKind.RESOURCE_KIND_LISTENER)
                        .setId(new UUID(1, number).toString()))
                .setVersion(version)
                .setListener(WireListener.newBuilder().setName("listener-" + number))
                .build();
    }

    private static Removed removed(long number, long version) {
        return new Removed(EntityKind.LISTENER, new UUID(1, number), version);
    }
}
