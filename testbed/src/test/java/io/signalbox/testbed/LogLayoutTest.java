package io.signalbox.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The planes' log layouts, as they are shipped. */
class LogLayoutTest {

    private static final String FORGED = "\u001b[31mx\r\n2026-01-01T00:00:00Z ERROR forged\u202e";

    @ParameterizedTest
    @ValueSource(strings = {"control-plane", "data-plane"})
    void nobodyElseBeginsALineOrMovesACursor(String plane) throws JoranException, IOException {
        String shown = shown(plane, FORGED, new IllegalStateException(FORGED));

        assertThat(shown.lines().filter(line -> line.startsWith("2026-01-01"))).isEmpty();
        assertThat(shown).contains("forged").doesNotContain("\u001b", "\r", "\u202e");
    }

    private static String shown(String plane, String message, Exception cause) throws JoranException, IOException {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        String layout = Files.readString(Path.of("..", plane, "src/main/resources/log-text.xml"))
                .replaceAll("</?included>", "");
        configurator.doConfigure(new ByteArrayInputStream(("<configuration>" + layout
                        + "<root level=\"INFO\"><appender-ref ref=\"text\"/></root></configuration>")
                .getBytes(StandardCharsets.UTF_8)));
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        Appender<ILoggingEvent> appender = root.iteratorForAppenders().next();
        byte[] bytes = ((ConsoleAppender<ILoggingEvent>) appender)
                .getEncoder()
                .encode(new LoggingEvent("caller", root, Level.WARN, message, cause, new Object[0]));
        context.stop();
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
