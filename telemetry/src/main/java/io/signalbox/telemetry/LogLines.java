package io.signalbox.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.logs.Severity;

/** Gives every log line that is written to the collector as well. The SDK has a queue with a limit behind it. */
final class LogLines extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private static final int MAX_STACK_CHARS = 16_384;
    private static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");
    private static final AttributeKey<String> EXCEPTION_STACK = AttributeKey.stringKey("exception.stacktrace");
    private static final AttributeKey<String> THREAD = AttributeKey.stringKey("thread.name");

    private final LoggerProvider loggers;

    LogLines(LoggerProvider loggers) {
        this.loggers = loggers;
    }

    @Override
    protected void append(ILoggingEvent event) {
        LogRecordBuilder line = loggers.get(event.getLoggerName())
                .logRecordBuilder()
                .setTimestamp(event.getInstant())
                .setSeverity(severity(event.getLevel()))
                .setSeverityText(event.getLevel().toString())
                .setBody(event.getFormattedMessage())
                .setAttribute(THREAD, event.getThreadName());
        event.getMDCPropertyMap().forEach((name, value) -> line.setAttribute(AttributeKey.stringKey(name), value));
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            String stack = ThrowableProxyUtil.asString(thrown);
            line.setAttribute(EXCEPTION_TYPE, thrown.getClassName());
            line.setAttribute(EXCEPTION_STACK, stack.substring(0, Math.min(stack.length(), MAX_STACK_CHARS)));
        }
        line.emit();
    }

    private static Severity severity(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> Severity.ERROR;
            case Level.WARN_INT -> Severity.WARN;
            case Level.INFO_INT -> Severity.INFO;
            case Level.DEBUG_INT -> Severity.DEBUG;
            default -> Severity.TRACE;
        };
    }
}
