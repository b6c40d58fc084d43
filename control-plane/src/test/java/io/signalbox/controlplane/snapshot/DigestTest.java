package io.signalbox.controlplane.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.resources.ResourceSet;
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

    @Test
    void theContentDigestIsThatOfTheLinesWithTheHashesOfTheContents() {
        Resource listener = hashed(LISTENER, 0xab);
        Resource backend = hashed(BACKEND, 0x01);

        // printf '1 5b1a8f5e-… 2 01\n3 0f6c1b52-… 12 ab\n' | sha256sum
        assertThat(HexFormat.of()
                        .formatHex(proof(List.of(listener, backend))
                                .contentDigest()
                                .toByteArray()))
                .isEqualTo("20779d4e811b22d26ab52c9817275a6050cc9775d3cef38ac961bd53b6a37eca");
        assertThat(digest(List.of(listener, backend))).isEqualTo(digest(List.of(LISTENER, BACKEND)));
    }

    @Test
    void otherContentUnderTheSameIdAndVersionHasAnotherContentDigest() {
        assertThat(proof(List.of(hashed(LISTENER, 1))).contentDigest())
                .isNotEqualTo(proof(List.of(hashed(LISTENER, 2))).contentDigest());
    }

    @Test
    void theSumDigestIsTheSumOfTheHashesOfThoseLines() {
        // Of the numbers that sha256sum prints for each of the two lines above.
        assertThat(HexFormat.of()
                        .formatHex(proof(List.of(hashed(LISTENER, 0xab), hashed(BACKEND, 0x01)))
                                .sumDigest()
                                .toByteArray()))
                .isEqualTo("7455ab36c7cb27b7140ad1eada56bab76117631bd628915f1e88dbb385371a37");
        assertThat(proof(List.of()).sumDigest()).isEqualTo(ByteString.copyFrom(new byte[32]));
    }

    private static ByteString digest(List<Resource> resources) {
        return proof(resources).digest();
    }

    private static StateDigests proof(List<Resource> resources) {
        return StateDigests.of(ResourceSet.of(resources), 1, "");
    }

    private static Resource hashed(Resource resource, int hash) {
        return resource.toBuilder()
                .setContentHash(ByteString.copyFrom(new byte[] {(byte) hash}))
                .build();
    }

    private static Resource resource(int kind, String id, long version) {
        return Resource.newBuilder()
                .setKey(ResourceKey.newBuilder().setKindValue(kind).setId(id))
                .setVersion(version)
                .build();
    }
}
