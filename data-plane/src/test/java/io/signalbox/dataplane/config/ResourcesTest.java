package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcesTest {

    private static final int DELTAS = 200;
    private static final int IDS = 40;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void deltasLeadToWhatTheSnapshotHasAndToItsDigest(long seed) {
        Random random = new Random(seed);
        Map<ResourceKey, Resource> expected = new HashMap<>();
        Resources held = Resources.NONE;

        for (int version = 1; version <= DELTAS; version++) {
            List<Resource> changed = new ArrayList<>();
            List<ResourceKey> removed = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                ResourceKey key = key(random);
                if (random.nextInt(3) > 0) {
                    changed.add(Resource.newBuilder()
                            .setKey(key)
                            .setVersion(version)
                            .setContentHash(ByteString.copyFromUtf8("content of " + version))
                            .build());
                    expected.put(key, changed.get(changed.size() - 1));
                }
            }
            ResourceKey gone = key(random);
            if (changed.stream().noneMatch(resource -> resource.getKey().equals(gone))) {
                removed.add(gone); // perhaps one that is not there
                expected.remove(gone);
            }
            Resources before = held;
            List<Resource> beforeAll = List.copyOf(before.all());
            held = held.with(version, edition(version), changed, removed);

            Resources whole = Resources.of(version, edition(version), expected.values());
            assertThat(held).isEqualTo(whole).hasSameHashCodeAs(whole);
            assertThat(held.digest()).isEqualTo(whole.digest());
            assertThat(held.contentDigest()).isEqualTo(whole.contentDigest());
            assertThat(held.sumDigest()).isEqualTo(whole.sumDigest());
            assertThat(before.all()).as("what was, still is").isEqualTo(beforeAll);
        }
    }

    @Test
    void otherContentUnderTheSameIdAndVersionIsNoticed() {
        Resources one = Resources.of(1, "", List.of(resource("one")));
        Resources other = Resources.of(1, "", List.of(resource("other")));

        assertThat(one.digest()).isEqualTo(other.digest());
        assertThat(one.prove(other.digest(), other.contentDigest())).isFalse();
        assertThat(one.prove(one.digest(), one.contentDigest())).isTrue();
        assertThat(one.prove(other.digest(), ByteString.EMPTY))
                .as("a control plane of an earlier release says nothing of contents")
                .isTrue();
    }

    private static Resource resource(String content) {
        return Resource.newBuilder()
                .setKey(key(new Random(1)))
                .setVersion(1)
                .setContentHash(ByteString.copyFromUtf8(content))
                .build();
    }

    private static String edition(long version) {
        return "edition " + version;
    }

    private static ResourceKey key(Random random) {
        return ResourceKey.newBuilder()
                .setKind(ResourceKind.forNumber(1 + random.nextInt(5)))
                .setId(Snapshots.id(random.nextInt(IDS)).toString())
                .build();
    }
}
