package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.LoggerFactory;

/**
 * Gives tests the one {@link Stage}, started for the first of them and closed when the JVM ends: where several JVMs share the
 * work, JUnit's own end comes after each class. After each test it holds
 * that no client has met a broker's own address, and that the node has neither leaked a buffer nor met an error of its
 * own.
 */
final class OnStage implements ParameterResolver, BeforeEachCallback, AfterEachCallback {

    private static final Logger KAFKA = (Logger) LoggerFactory.getLogger("org.apache.kafka");

    private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return OfThisJvm.stage();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        warnings.list.clear();
        warnings.start();
        KAFKA.addAppender(warnings);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        KAFKA.detachAppender(warnings);
        List<String> leaked = List.copyOf(warnings.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(message -> message.contains(Stage.BACKEND_DOMAIN))
                .toList();
        assertThat(leaked).as("broker addresses that reached a client").isEmpty();
        assertThat(Files.readString(OfThisJvm.stage().nodeLog))
                .as("the node's log")
                .doesNotContain("LEAK:", " ERROR ", "malformed_response", "unexpected_response");
    }

    /** Started by the first who asks; whoever asks after a start that failed is told why it did, and none is tried again. */
    private static final class OfThisJvm {

        private static @Nullable Stage stage;
        private static @Nullable Exception failure;

        @SuppressWarnings("StaticAssignmentOfThrowable") // whoever asks later is to see why it did not start
        static synchronized Stage stage() {
            if (stage == null && failure == null) {
                try {
                    Stage started = Stage.start();
                    Runtime.getRuntime().addShutdownHook(new Thread(started::close, "close the stage"));
                    stage = started;
                } catch (IOException | RuntimeException e) {
                    failure = e;
                }
            }
            if (stage == null) {
                throw new IllegalStateException("the stage of this JVM did not start: " + failure, failure);
            }
            return stage;
        }
    }
}
