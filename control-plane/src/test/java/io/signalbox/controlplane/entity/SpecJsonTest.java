package io.signalbox.controlplane.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.controlplane.secret.Secret;
import io.signalbox.controlplane.secret.SecretCipher;
import io.signalbox.controlplane.settings.SealingKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class SpecJsonTest {

    private final SpecJson json = new SpecJson(
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build(),
            new SecretCipher(SealingKey.parse("A".repeat(43)), List.of()));

    @Test
    void nameAndLabelsHaveColumnsOfTheirOwnAndComeBackFromThere() {
        Example example =
                new Example("a", Map.of("k", "v"), true, 7, List.of("x"), Optional.of("o"), Secret.of("s3cret"));

        SpecJson.Columns columns = json.write(example);

        assertThat(columns.name()).contains("a");
        assertThat(columns.labels()).isEqualTo("{\"k\":\"v\"}");
        assertThat(columns.spec()).contains("\"some_flag\":true").doesNotContain("\"name\"", "labels", "s3cret");
        assertThat(json.read(Example.class, columns)).isEqualTo(example);
    }

    @Test
    void aPropertyThatCameLaterIsNothingInWhatWasStoredBefore() {
        Example read = json.read(
                Example.class,
                new SpecJson.Columns(Optional.of("a"), "{}", "{\"value\": \"${env['V']}\", \"gone_since\": 1}"));

        assertThat(read)
                .isEqualTo(new Example("a", Map.of(), false, 0, List.of(), Optional.empty(), Secret.of("${env['V']}")));
    }

    private record Example(
            String name,
            Map<String, String> labels,
            boolean someFlag,
            int number,
            List<String> list,
            Optional<String> optional,
            Secret value) {}
}
