package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link Stage}, started for the first of them and closed when the JVM ends: one that all share, whose classes
 * run beside each other, and another one for those that are {@link Disruptive}. After each test it holds that no client has
 * met a broker's own address, and that the node has neither leaked a buffer nor met an error of its own. Of tests that run
 * beside each other the first that ends is told.
 */
final class OnStage implements ParameterResolver, AfterEachCallback {

    private static final OfThisJvm SHARED = new OfThisJvm("shared", false);
    private static final OfThisJvm DISRUPTED = new OfThisJvm("disrupted", true);
    private static final LeakedAddresses ADDRESSES = LeakedAddresses.watch(Stage.BACKEND_DOMAIN);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return of(context).stage();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        assertThat(ADDRESSES.take())
                .as("broker addresses that reached a client")
                .isEmpty();
        assertThat(of(context).stage().newLinesOfNode())
                .as("the node's log")
                .doesNotContain("LEAK:", " ERROR ", "malformed_response", "unexpected_response");
    }

    private static OfThisJvm of(ExtensionContext context) {
        return context.getRequiredTestClass().isAnnotationPresent(Disruptive.class) ? DISRUPTED : SHARED;
    }

    /** Started by the first who asks; whoever asks after a start that failed is told why it did, and none is tried again. */
    private static final class OfThisJvm {

        private final String name;
        private final boolean toBeDisrupted;
        private @Nullable Stage stage;
        private @Nullable Exception failure;

        OfThisJvm(String name, boolean toBeDisrupted) {
            this.name = name;
            this.toBeDisrupted = toBeDisrupted;
        }

        synchronized Stage stage() {
            if (stage == null && failure == null) {
                try {
                    Stage started = Stage.start(name, toBeDisrupted);
                    Runtime.getRuntime().addShutdownHook(new Thread(started::close, "close the stage"));
                    stage = started;
                } catch (IOException | RuntimeException e) {
                    failure = e;
                }
            }
            if (stage == null) {
                throw new IllegalStateException("the " + name + " stage did not start: " + failure, failure);
            }
            return stage;
        }
    }
}
