package io.signalbox.dataplane.config;

import io.signalbox.routing.Printable;

/**
 * Something a person must mend.
 *
 * @param code stable and dotted: {@code listener.bind_failed}
 * @param message one sentence that names entity and reason, and what still runs
 */
public record ConfigProblem(EntityRef entity, Severity severity, String code, String message) {

    private static final int MAX_MESSAGE_LENGTH = 4_000;

    /** Parts of the message may be somebody else's words. */
    public ConfigProblem {
        message = Printable.of(message, MAX_MESSAGE_LENGTH);
    }

    /** How bad it is. */
    public enum Severity {
        /** Something that was declared is not served. */
        ERROR,
        /** All is served; something will go wrong, or never has an effect. */
        WARNING
    }

    public static ConfigProblem error(EntityRef entity, String code, String message) {
        return new ConfigProblem(entity, Severity.ERROR, code, message);
    }

    public static ConfigProblem warning(EntityRef entity, String code, String message) {
        return new ConfigProblem(entity, Severity.WARNING, code, message);
    }
}
