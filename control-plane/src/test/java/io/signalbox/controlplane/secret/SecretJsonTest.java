package io.signalbox.controlplane.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.signalbox.controlplane.settings.SealingKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SecretJsonTest {

    private final SecretCipher cipher = new SecretCipher(SealingKey.parse("A".repeat(43)), List.of());
    // As Spring Boot makes it, from the settings in application.yml.
    private final JsonMapper shown = JsonMapper.builder()
            .changeDefaultPropertyInclusion(include -> include.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .addModule(SecretJson.shown())
            .build();
    private final JsonMapper columns =
            shown.rebuild().addModule(SecretJson.stored(cipher)).build();

    private final Config literal = new Config.Tls("crt", List.of(new Identity("a", Secret.of("s3cret"))));
    private final Config reference = new Config.Tls("crt", List.of(new Identity("a", Secret.of("${env['KEY']}"))));

    @Test
    void anAnswerLeavesALiteralOutAndShowsAReference() {
        assertThat(shown.writeValueAsString(literal))
                .isEqualTo("{\"type\":\"tls\",\"certificate\":\"crt\",\"identities\":[{\"name\":\"a\"}]}");
        assertThat(shown.writeValueAsString(reference)).contains("{\"name\":\"a\",\"key\":\"${env['KEY']}\"}");
    }

    @Test
    void noWayOfHoldingALiteralShowsIt() {
        assertThat(shown.writeValueAsString(List.of(Secret.of("s3cret")))).isEqualTo("[null]");
        assertThat(shown.writeValueAsString(Optional.of(Secret.of("s3cret")))).doesNotContain("s3cret");
        assertThat(new JsonMapper().writeValueAsString(List.of(Secret.of("s3cret"))))
                .doesNotContain("s3cret");
    }

    @Test
    void aColumnHoldsALiteralSealedAndAReferenceAsItIs() {
        String stored = columns.writeValueAsString(literal);

        assertThat(stored)
                .contains("{\"name\":\"a\",\"key\":{\"$sealed\":\"v1:")
                .doesNotContain("s3cret");
        assertThat(columns.writeValueAsString(reference)).contains("\"key\":\"${env['KEY']}\"");
        assertThat(columns.readValue(stored, Config.class)).isEqualTo(literal);
        assertThat(columns.readValue(columns.writeValueAsString(reference), Config.class))
                .isEqualTo(reference);
    }

    @Test
    void whatIsNeitherSealedNorAReferenceIsNotTakenForASecret() {
        assertThatThrownBy(() -> columns.readValue("{\"name\":\"a\",\"key\":{\"other\":\"s3cret\"}}", Identity.class))
                .hasMessageContaining("does not have the form")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> columns.readValue("{\"name\":\"a\",\"key\":\"s3cret\"}", Identity.class))
                .hasMessageContaining("does not have the form")
                .hasMessageNotContaining("s3cret");
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@JsonSubTypes.Type(name = "tls", value = Config.Tls.class))
    sealed interface Config {
        record Tls(String certificate, List<Identity> identities) implements Config {}
    }

    record Identity(String name, Secret key) {}
}
