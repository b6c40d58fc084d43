package io.signalbox.testbed;

import java.time.Duration;

/** Something that is done when this JVM ends in order, Ctrl-C included, unless it was forgotten before. */
public final class ShutdownHook {

    private final Thread thread;

    private ShutdownHook(Thread thread) {
        this.thread = thread;
    }

    /**
     * Has it done at the end.
     *
     * @throws ProcessFailedException when the JVM is ending already: nothing new shall begin then
     */
    public static ShutdownHook register(String name, Runnable action) {
        Thread thread = new Thread(action, name);
        try {
            Runtime.getRuntime().addShutdownHook(thread);
        } catch (IllegalStateException e) {
            throw new ProcessFailedException("everything is being stopped", e);
        }
        return new ShutdownHook(thread);
    }

    /** The JVM does not tell that it is ending, but it refuses new hooks from then on. */
    public static boolean underWay() {
        try {
            register("none", () -> {}).forget();
            return false;
        } catch (ProcessFailedException e) {
            return true;
        }
    }

    /**
     * The same, allowing for a moment's delay: Ctrl-C reaches our processes as well, and one of them may be gone before
     * this JVM has begun to end.
     */
    public static boolean soonUnderWay() {
        return Wait.until(ShutdownHook::underWay, Duration.ofSeconds(1));
    }

    public void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // It is ending: the hook runs, or is what called us.
        }
    }
}
