package io.signalbox.dataplane.config;

/**
 * Something a person must mend.
 *
 * @param code stable and dotted: {@code listener.bind_failed}
 * @param message one sentence that names entity and reason, and what still runs
 */
public record ConfigProblem(EntityRef entity, Severity severity, String code, String message) {

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
