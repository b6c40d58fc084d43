package io.signalbox.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTextTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("KEY", "open sesame", "NOTHING", "");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${env['KEY']}",
                "${env[\"KEY\"]}",
                "${vault.env['KEY']}",
                "${vault.env[\"KEY\"]}",
                "${vault['env']['KEY']}",
                "${vault[\"env\"][\"KEY\"]}",
                "${ env[ 'KEY' ] }",
            })
    void everyFormOfAReferenceIsResolved(String text) {
        SecretText reference = SecretText.parse(text);

        assertThat(reference.isLiteral()).isFalse();
        assertThat(reference.variables()).containsExactly("KEY");
        assertThat(resolve(reference)).isEqualTo("open sesame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "$KEY", "{env['KEY']}", "${env['KEY']", "costs $5 {or} more", ""})
    void whatHasNoCompleteReferenceIsMeantAsItStands(String text) {
        assertThat(SecretText.parse(text).isLiteral()).isTrue();
        assertThat(SecretText.isReference(text)).isFalse();
        assertThat(resolve(SecretText.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${}",
                "${KEY}",
                "${env.KEY}",
                "${env['']}",
                "${env['  ']}",
                "${env['A\tB']}",
                "${env['A=B']}",
                "${vault.aws['KEY']}",
                "a ${env[KEY]}"
            })
    void anUnknownVaultOrAMalformedReferenceIsRefused(String text) {
        assertThatThrownBy(() -> SecretText.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"updated-username", "a.b.c", "a b", "1", "-", "_x", "\u00fc"})
    void aNameMayBeAnyTextWithoutQuotesAndControlCharacters(String name) {
        assertThat(SecretText.parse("${env[\"" + name + "\"]}").variables()).containsExactly(name);
        assertThat(SecretText.parse("${vault.env['" + name + "']}").variables()).containsExactly(name);
    }

    @Test
    void textAroundReferencesStays() {
        assertThat(resolve(SecretText.parse("a ${env['KEY']} b ${env['KEY']}")))
                .isEqualTo("a open sesame b open sesame");
    }

    @Test
    void aVariableThatIsNotSetOrEmptyIsNamed() {
        assertThatThrownBy(() -> resolve(SecretText.parse("${env['MISSING']}")))
                .hasMessage("refers to the environment variable [MISSING], which is not set");
        assertThatThrownBy(() -> resolve(SecretText.parse("${env['NOTHING']}")))
                .hasMessage("refers to the environment variable [NOTHING], which is empty");
    }

    @Test
    void itDoesNotPrintWhatItHolds() {
        assertThat(SecretText.parse("open sesame")).hasToString("***");
        assertThat(SecretText.parse("x${env['KEY']}")).hasToString("reference to [KEY]");
    }

    private static String resolve(SecretText text) {
        return text.resolve(name -> Optional.ofNullable(ENVIRONMENT.get(name)));
    }
}
