package io.signalbox.controlplane.node;

import io.signalbox.controlplane.gateway.EntityKind;
import java.util.Optional;
import java.util.UUID;

/** A problem as the database has it. What an earlier release stored names no entity. */
record StoredProblem(
        String name, String message, Severity severity, Optional<EntityKind> entityKind, Optional<UUID> entityId) {

    static StoredProblem of(NodeProblem problem) {
        return new StoredProblem(
                problem.name(),
                problem.message(),
                problem.severity(),
                problem.entity().map(ProblemEntity::kind),
                problem.entity().map(ProblemEntity::id));
    }

    NodeProblem problem() {
        return new NodeProblem(
                name, message, severity, entityKind.flatMap(kind -> entityId.map(id -> new ProblemEntity(kind, id))));
    }
}
