package io.signalbox.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

    @Test
    void theEnvironmentWinsOverTheFileAndTheFileOverTheDefault() {
        SettingsReader reader = new SettingsReader(
                Map.of("SIGNALBOX_A", "environment"), Map.of("SIGNALBOX_A", "file", "SIGNALBOX_B", "file"));

        assertThat(reader.read("SIGNALBOX_A", "default", text -> text)).isEqualTo("environment");
        assertThat(reader.read("SIGNALBOX_B", "default", text -> text)).isEqualTo("file");
        assertThat(reader.read("SIGNALBOX_C", "default", text -> text)).isEqualTo("default");
        reader.finish();
    }

    @Test
    void aBlankValueCountsAsAbsent() {
        SettingsReader reader = new SettingsReader(Map.of("SIGNALBOX_A", "  "), Map.of());

        assertThat(reader.read("SIGNALBOX_A", text -> text)).isEmpty();
    }

    @Test
    void everythingWrongIsListedAtOnceAndNoValueIsShown() {
        SettingsReader reader = new SettingsReader(
                Map.of("SIGNALBOX_PORT", "s3cret", "SIGNALBOX_TYPO", "s3cret", "PATH", "/bin"),
                Map.of("anything", "s3cret"));

        reader.read("SIGNALBOX_PORT", 0, SettingsReader::port);
        reader.require("SIGNALBOX_GATEWAY_ID", "", text -> text);

        assertThatThrownBy(reader::finish)
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.reasons())
                                .containsExactly(
                                        "SIGNALBOX_PORT: must be a port from 0 to 65535",
                                        "SIGNALBOX_GATEWAY_ID: is required",
                                        "SIGNALBOX_TYPO: is not a setting of this process",
                                        "anything: is not a setting of this process"))
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aRequiredKeyWithABadValueIsReportedOnce() {
        SettingsReader reader = new SettingsReader(Map.of("SIGNALBOX_PORT", "x"), Map.of());

        reader.require("SIGNALBOX_PORT", 0, SettingsReader::port);

        assertThatThrownBy(reader::finish)
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.reasons()).hasSize(1));
    }

    @Test
    void anAliasStandsInUntilTheKeyItselfIsThere() {
        SettingsReader reader =
                new SettingsReader(Map.of("KEG__A", "alias", "KEG__B", "alias", "SIGNALBOX_B", "own"), Map.of());
        reader.alias("KEG__A", "SIGNALBOX_A");
        reader.alias("KEG__B", "SIGNALBOX_B");

        assertThat(reader.read("SIGNALBOX_A", text -> text)).contains("alias");
        assertThat(reader.read("SIGNALBOX_B", text -> text)).contains("own");
        reader.finish();
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "5s,PT5S", "1.5m,PT1M30S", "2h,PT2H", "10us,PT0.00001S", "10µs,PT0.00001S", "0s,PT0S"})
    void durationsAreANumberAndAUnit(String text, Duration expected) {
        assertThat(SettingsReader.duration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "s", "-1s", "5 s", "1d", "1.s", "", "999999999999h"})
    void otherDurationsAreRefused(String text) {
        assertThatThrownBy(() -> SettingsReader.duration(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileMayBeYamlOrProperties(@TempDir Path folder) throws Exception {
        Path yaml = Files.writeString(folder.resolve("s.yaml"), "SIGNALBOX_HTTP_PORT: 9000\nSIGNALBOX_EMPTY:\n");
        Path properties = Files.writeString(folder.resolve("s.properties"), "SIGNALBOX_HTTP_PORT=9000\n");

        assertThat(SettingsFile.read(yaml)).isEqualTo(Map.of("SIGNALBOX_HTTP_PORT", "9000", "SIGNALBOX_EMPTY", ""));
        assertThat(SettingsFile.read(properties)).isEqualTo(Map.of("SIGNALBOX_HTTP_PORT", "9000"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"- a\n- b\n", "a: {b: s3cret}\n", "a: [s3cret]\n", "a: 's3cret\n", "!!java.net.URL [s3cret]"})
    void aFileThatIsNotAFlatMappingIsRefusedWithoutShowingItsText(String text, @TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("s.yaml"), text);

        assertThatThrownBy(() -> SettingsFile.read(file))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("s.yaml")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aMissingFileIsRefused() {
        assertThatThrownBy(() -> SettingsFile.read(Path.of("no-such-file.yaml")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("no-such-file.yaml");
    }
}
