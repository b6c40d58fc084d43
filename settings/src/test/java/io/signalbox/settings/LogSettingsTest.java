package io.signalbox.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogSettingsTest {

    @Test
    void nothingIsChangedByDefault() {
        assertThat(read(Map.of())).isEqualTo(LogSettings.UNCHANGED);
    }

    @Test
    void formatAndLevelAreRead() {
        LogSettings settings = read(Map.of("SIGNALBOX_LOG_FORMAT", "json", "SIGNALBOX_LOG_LEVEL", "WARN"));

        assertThat(settings.format()).contains("json");
        assertThat(settings.level()).contains(Level.WARN);
    }

    @Test
    void whatIsNoFormatAndNoLevelIsRefused() {
        assertThatThrownBy(() -> read(Map.of("SIGNALBOX_LOG_FORMAT", "xml", "SIGNALBOX_LOG_LEVEL", "loud")))
                .hasMessageContaining("SIGNALBOX_LOG_FORMAT: must be text or json")
                .hasMessageContaining("SIGNALBOX_LOG_LEVEL: must be error, warn, info, debug or trace");
    }

    private static LogSettings read(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment, Map.of());
        LogSettings settings = LogSettings.read(reader);
        reader.finish();
        return settings;
    }
}
