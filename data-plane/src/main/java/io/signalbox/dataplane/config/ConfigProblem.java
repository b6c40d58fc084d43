package io.signalbox.dataplane.config;

/**
 * Something a person must mend.
 *
 * @param code stable and dotted: {@code listener.bind_failed}
 * @param message one sentence that names entity and reason, and what still runs
 */
public record ConfigProblem(EntityRef entity, String code, String message) {}
