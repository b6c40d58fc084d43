package io.signalbox.records.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.records.encryption.EncryptionHeader.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was encrypted once stays readable: the vectors are those of docs/encryption.md. */
class VectorsTest {

    private final JsonNode vectors = read();
    private final BatchKeys keys = new BatchKeys(new KeptKeys(new RecordKeys(staticKeys(), dataKeys())), 1 << 20, true);

    @Test
    void keysAndValues() throws Exception {
        assertThat(vectors.path("whole").size()).isPositive();
        for (JsonNode vector : vectors.path("whole")) {
            Part part = Part.of(vector.path("part").asInt(0));
            Entry entry = header(vector).of(part).orElseThrow();

            ByteBuffer plain = keys.decrypt(entry, hex(vector.path("data")));

            assertThat(StandardCharsets.UTF_8.decode(plain).toString())
                    .isEqualTo(vector.path("plain").asString(""));
        }
    }

    @Test
    void fields() throws Exception {
        assertThat(vectors.path("fields").size()).isPositive();
        for (JsonNode vector : vectors.path("fields")) {
            ByteBuffer data = ByteBuffer.wrap(
                    Base64.getDecoder().decode(vector.path("text").asString("")));
            byte prefix = data.get();
            Entry entry = header(vector).all(Part.FIELDS).get(prefix & 127);

            String plain = new String(keys.decryptField(entry, prefix, data), StandardCharsets.UTF_8);

            assertThat(prefix < 0 ? plain : '"' + plain + '"')
                    .isEqualTo(vector.path("plain").asString(""));
        }
    }

    @Test
    void aHeaderIsWrittenAsItWasRead() throws Exception {
        for (JsonNode vector : vectors.path("whole")) {
            assertThat(header(vector).encode()).isEqualTo(hex(vector.path("header")));
        }
    }

    private static EncryptionHeader header(JsonNode vector) throws EncryptionException {
        return EncryptionHeader.read(hex(vector.path("header")));
    }

    private static ByteBuffer hex(JsonNode text) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(text.asString("")));
    }

    /** As a key management service would unwrap them. */
    private ManagedKeys dataKeys() {
        return new ManagedKeys() {
            @Override
            public Found toEncrypt(String keyId) {
                return NONE.toEncrypt(keyId);
            }

            @Override
            public Found unwrapped(String keyId, ByteBuffer wrapped) {
                byte[] bytes = new byte[wrapped.remaining()];
                wrapped.duplicate().get(bytes);
                String key = vectors.path("data_keys")
                        .path(HexFormat.of().formatHex(bytes))
                        .asString("");
                return new DataKeyHere(Base64.getDecoder().decode(key), bytes);
            }
        };
    }

    private StaticKeys staticKeys() {
        Map<UUID, byte[]> all = new HashMap<>();
        vectors.path("keys")
                .properties()
                .forEach(key -> all.put(
                        UUID.fromString(key.getKey().substring("static://".length())),
                        Base64.getDecoder().decode(key.getValue().asString(""))));
        return new StaticKeys(all);
    }

    private static JsonNode read() {
        try (InputStream in = Objects.requireNonNull(VectorsTest.class.getResourceAsStream("vectors.json"))) {
            return JsonMapper.builder().build().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
