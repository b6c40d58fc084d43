package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.proto.config.v1.WireSchemaRegistry;
import io.signalbox.proto.config.v1.WireSchemaType;
import io.signalbox.proto.config.v1.WireStaticKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schema registries and static keys as the control plane sends them. */
class RegistriesAndKeysTest {

    private static final Path GOLDEN = Path.of("../proto/golden/registries-and-keys.json");

    private final Snapshot.Builder snapshot = Snapshot.newBuilder();

    @BeforeEach
    void read() throws IOException {
        JsonFormat.parser().merge(Files.readString(GOLDEN), snapshot);
    }

    @Test
    void aRegistryHasItsPlaceItsFormAndPerhapsALogin() {
        List<WireSchemaRegistry> registries = snapshot.getResourcesList().stream()
                .filter(Resource::hasSchemaRegistry)
                .map(Resource::getSchemaRegistry)
                .toList();

        assertThat(registries).hasSize(2);
        assertThat(registries.get(0).getEndpoint()).isEqualTo("http://registry:8081");
        assertThat(registries.get(0).getSchemaType()).isEqualTo(WireSchemaType.SCHEMA_TYPE_AVRO);
        assertThat(registries.get(0).getTimeoutSeconds()).isEqualTo(10);
        assertThat(registries.get(0).hasBasic()).isFalse();
        assertThat(registries.get(1).getSchemaType()).isEqualTo(WireSchemaType.SCHEMA_TYPE_JSON);
        assertThat(registries.get(1).getBasic().getUsername()).isEqualTo("${env['USER']}");
        assertThat(registries.get(1).getBasic().getPassword()).isEqualTo("s3cret");
    }

    @Test
    void aKeyIsOf256BitsOrAReferenceToOne() {
        List<WireStaticKey> keys = snapshot.getResourcesList().stream()
                .filter(Resource::hasStaticKey)
                .map(Resource::getStaticKey)
                .toList();

        assertThat(keys).extracting(WireStaticKey::getName).containsExactly("literal", "named");
        assertThat(Base64.getDecoder().decode(keys.get(0).getValue())).hasSize(32);
        assertThat(keys.get(1).getValue()).isEqualTo("${env['KEY']}");
    }
}
