package io.signalbox.controlplane.declaration;

import com.fasterxml.jackson.annotation.JsonValue;
import io.signalbox.controlplane.gateway.Gateway;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What a document makes of a gateway.
 *
 * @param version the gateway's afterwards; the one that it has already, if nothing changes
 * @param changes what is not as the document says
 */
record Plan(boolean dryRun, String version, Summary summary, List<Step> changes) {

    Plan {
        changes = List.copyOf(changes);
    }

    static Plan of(boolean dryRun, long version, int unchanged, List<Step> changes) {
        return new Plan(
                dryRun,
                Gateway.versionText(version),
                new Summary(
                        count(changes, Action.CREATE),
                        count(changes, Action.UPDATE),
                        count(changes, Action.DELETE),
                        unchanged),
                changes);
    }

    private static int count(List<Step> changes, Action action) {
        return (int) changes.stream().filter(step -> step.action() == action).count();
    }

    /** What becomes of one entity. */
    enum Action {
        CREATE,
        UPDATE,
        /** It is not in the document, and what is not is to go. */
        DELETE,
        /** The policies of one owner are tried in another order. */
        REORDER;

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How many entities are new, changed, deleted, and as they should be. */
    record Summary(int create, int update, int delete, int unchanged) {}

    /**
     * One change.
     *
     * @param field where the document says it, or could have named it
     */
    record Step(Action action, String type, UUID id, Optional<String> name, String field) {}
}
