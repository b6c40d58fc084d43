package io.signalbox.settings;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * How a process writes its log. Each plane's {@code logback.xml} includes the appender of the format, and refers to both
 * settings by their names: from the environment they apply from the first line on, from a settings file once it was read.
 *
 * @param format {@code text} or {@code json}, the name of the appender
 * @param level the least severe level that is written
 */
public record LogSettings(Optional<String> format, Optional<Level> level) {

    /** As {@code logback.xml} has it. */
    public static final LogSettings UNCHANGED = new LogSettings(Optional.empty(), Optional.empty());

    static final String FORMAT = "SIGNALBOX_LOG_FORMAT";
    static final String LEVEL = "SIGNALBOX_LOG_LEVEL";

    private static final Set<String> FORMATS = Set.of("text", "json");
    private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug", "trace");

    public static LogSettings read(SettingsReader reader) {
        return new LogSettings(reader.read(FORMAT, LogSettings::format), reader.read(LEVEL, LogSettings::level));
    }

    /** Has the rest of the log written so; to be called once settings are known. */
    public void apply() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context && !isInForce(context.getLogger(Logger.ROOT_LOGGER_NAME))) {
            format.ifPresent(name -> System.setProperty(FORMAT, name));
            level.ifPresent(least -> System.setProperty(LEVEL, least.toString()));
            context.reset();
            try {
                new ContextInitializer(context).autoConfig();
            } catch (JoranException e) {
                throw new IllegalStateException("the log's configuration could be read before, and cannot now", e);
            }
        }
    }

    private boolean isInForce(Logger root) {
        return level.map(least -> least.equals(root.getLevel())).orElse(true)
                && format.map(name -> root.getAppender(name) != null).orElse(true);
    }

    private static String format(String text) {
        if (!FORMATS.contains(text)) {
            throw new IllegalArgumentException("must be text or json");
        }
        return text;
    }

    private static Level level(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (!LEVELS.contains(name)) {
            throw new IllegalArgumentException("must be error, warn, info, debug or trace");
        }
        return Level.toLevel(name);
    }
}
