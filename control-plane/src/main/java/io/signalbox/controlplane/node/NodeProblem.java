package io.signalbox.controlplane.node;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Optional;

/**
 * A problem that a person must mend, reported by a node or the control plane: a dotted code and a sentence.
 *
 * @param entity what it is about; empty: the node as a whole
 */
public record NodeProblem(
        String name,
        String message,
        Severity severity,
        @JsonIgnore Optional<ProblemEntity> entity) {

    private static final int MAX_NAME_LENGTH = 128;
    private static final int MAX_MESSAGE_LENGTH = 2_000;

    /** Limits what a node sent, and removes what PostgreSQL cannot store. */
    public NodeProblem {
        name = limit(name, MAX_NAME_LENGTH);
        message = limit(message, MAX_MESSAGE_LENGTH);
    }

    /** One that is about no entity. */
    public NodeProblem(String name, String message, Severity severity) {
        this(name, message, severity, Optional.empty());
    }

    private static String limit(String text, int length) {
        String storable = text.replace("\0", "");
        return storable.length() <= length ? storable : storable.substring(0, length - 1) + "…";
    }
}
