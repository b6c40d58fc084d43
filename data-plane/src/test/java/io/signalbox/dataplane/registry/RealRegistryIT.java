package io.signalbox.dataplane.registry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.dataplane.config.SchemaRegistry;
import io.signalbox.records.schema.JsonContent;
import io.signalbox.records.schema.RecordSchema;
import io.signalbox.records.schema.SchemaType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A registry that somebody else wrote; where it is, a property says, such as {@code http://127.0.0.1:8080/apis/ccompat/v7}. */
@EnabledIfSystemProperty(named = "schema.registry", matches = "http.+")
class RealRegistryIT {

    private static final URI ENDPOINT = URI.create(System.getProperty("schema.registry", "http://none"));
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String subject = UUID.randomUUID().toString();

    @Test
    void aSchemaOfAvroThatRefersToAnother() throws Exception {
        register(subject + "-day", """
                {"schema": "{\\"type\\": \\"enum\\", \\"name\\": \\"com.example.Day\\", \\"symbols\\": [\\"MONDAY\\"]}"}""");
        int id = register(subject, """
                {"schema": "{\\"type\\": \\"record\\", \\"name\\": \\"Order\\", \\"fields\\": [{\\"name\\": \\"of\\", \\
                \\"type\\": \\"com.example.Day\\"}]}", "references": [{"name": "com.example.Day", "subject": "%s-day", \\
                "version": 1}]}""".replace("\\\n", "").formatted(subject));

        RecordSchema schema = RecordSchema.of(client(SchemaType.AVRO).fetch(id));

        assertThat(schema.check(ByteBuffer.wrap(new byte[] {0})).get()).isEqualTo(Map.of("of", "MONDAY"));
        assertThatThrownBy(() -> client(SchemaType.JSON).fetch(id))
                .hasMessage("is of another type than json, of which those of its registry are");
    }

    @Test
    void aSchemaOfJson() throws Exception {
        int id = register(subject, """
                {"schemaType": "JSON", "schema": "{\\"$schema\\": \\"http://json-schema.org/draft-07/schema#\\", \
                \\"type\\": \\"object\\", \\"required\\": [\\"ssn\\"]}"}""");

        RecordSchema schema = RecordSchema.of(client(SchemaType.JSON).fetch(id));

        assertThat(schema.check(utf8("{\"ssn\": 1}")).get()).isEqualTo(Map.of("ssn", 1L));
        assertThatThrownBy(() -> schema.check(utf8("{}"))).hasMessage("is not valid by its schema");
    }

    @Test
    void aSchemaThatIsNotThere() {
        assertThatThrownBy(() -> client(SchemaType.AVRO).fetch(Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("its registry does not have");
    }

    private static RegistryClient client(SchemaType type) {
        return new RegistryClient(
                new SchemaRegistry(
                        new UUID(0, 60), "registry", ENDPOINT, type, Duration.ofMinutes(4), Optional.empty()),
                HTTP);
    }

    private static int register(String subject, String body) throws Exception {
        HttpResponse<byte[]> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(ENDPOINT + "/subjects/" + subject + "/versions"))
                        .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        Object id = ((Map<?, ?>) JsonContent.read(ByteBuffer.wrap(answer.body()))).get("id");
        return (int) (long) requireNonNull((Long) id);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
