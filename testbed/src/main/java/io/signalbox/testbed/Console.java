package io.signalbox.testbed;

import org.jspecify.annotations.Nullable;

/** The one place that writes to the terminal: what is said to standard output, what is wrong to standard error. */
public final class Console {

    private Console() {}

    public static void say(String line) {
        System.out.println(line.stripTrailing());
        System.out.flush();
    }

    public static void complain(String line) {
        System.err.println(line.stripTrailing());
        System.err.flush();
    }

    /** What an exception says to the user: its message, or at least its kind. */
    public static String message(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
