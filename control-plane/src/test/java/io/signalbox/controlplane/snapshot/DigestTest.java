package io.signalbox.controlplane.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {

    private static final Resource LISTENER = resource(3, "0f6c1b52-8f2a-4f39-9a6c-3f2d6a1c9b77", 12);
    private static final Resource BACKEND = resource(1, "5b1a8f5e-6f0a-4c53-8b52-1d8c7c0f2a11", 2);

    @Test
    void theDigestIsThatOfTheSortedLines() {
        // printf '1 5b1a8f5e-… 2\n3 0f6c1b52-… 12\n' | sha256sum
        assertThat(HexFormat.of().formatHex(digest(List.of(LISTENER, BACKEND)).toByteArray()))
                .isEqualTo("900c85d1d55981561cd3418a69231c92af1aa5c7185f6af6264a8e4c107697d9");
    }

    @Test
    void theOrderOfTheResourcesDoesNotMatterAndTheirVersionsDo() {
        ByteString digest = digest(List.of(LISTENER, BACKEND));

        assertThat(digest(List.of(BACKEND, LISTENER))).isEqualTo(digest);
        assertThat(digest(List.of(BACKEND, LISTENER.toBuilder().setVersion(13).build())))
                .isNotEqualTo(digest);
    }

    @Test
    void nothingHasTheDigestOfNoBytes() {
        assertThat(HexFormat.of().formatHex(digest(List.of()).toByteArray()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    private static ByteString digest(List<Resource> resources) {
        return ResourceSet.of(resources).digest();
    }

    private static Resource resource(int kind, String id, long version) {
        return Resource.newBuilder()
                .setKey(ResourceKey.newBuilder().setKindValue(kind).setId(id))
                .setVersion(version)
                .build();
    }
}
