package io.signalbox.controlplane.changelog;

import io.signalbox.controlplane.caller.Caller;
import io.signalbox.controlplane.gateway.Action;
import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.ChangeLog;
import io.signalbox.controlplane.gateway.ChangedValues;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Gateway;
import io.signalbox.controlplane.gateway.HeldVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes an entry for each entity that a request was about: the one it created, replaced or patched, or those that it
 * deleted. Policies that merely made room for another are not mentioned.
 */
@Component
class StoredChangeLog implements ChangeLog {

    static final int MAX_ENTRIES = 10_000; // of each gateway
    static final int MAX_VALUE_CHARS = 65_536; // of each of the two values of an entry

    /** How many versions pass before the oldest entries are removed, all at once. */
    static final int TRIM_EVERY_VERSIONS = 100;

    private static final String TOO_LONG =
            "What it was or is has more than " + MAX_VALUE_CHARS + " characters of JSON, and is not kept";
    private static final String GATEWAY = "event_gateway";
    private static final String BY_ITSELF = "control plane";
    private static final String FOREIGN_VERSION = "foreign_version";
    private static final String NOT_SERVED = "not_served";

    private final ChangeRepository entries;
    private final JsonMapper json;

    StoredChangeLog(ChangeRepository entries, JsonMapper json) {
        this.entries = entries;
        this.json = json;
    }

    @Override
    public void record(Change change) {
        Action rewritten = Caller.current().method().equals("PATCH") ? Action.PATCHED : Action.REPLACED;
        List<ChangeRepository.Entry> rows = new ArrayList<>();
        for (Change.Mention mention : change.mentions()) {
            Action action = mention.action() == Action.REPLACED ? rewritten : mention.action();
            rows.add(entry(rows.size(), action, mention));
        }
        entries.insert(
                change.gatewayId(),
                change.version(),
                change.now(),
                Caller.current().name(),
                rows);
        if (change.version() % TRIM_EVERY_VERSIONS == 0) {
            entries.trim(change.gatewayId(), MAX_ENTRIES);
        }
    }

    private ChangeRepository.Entry entry(int position, Action action, Change.Mention mention) {
        ChangedValues values = mention.values();
        Optional<String> before = values.before().map(json::writeValueAsString);
        Optional<String> after = values.after().map(json::writeValueAsString);
        boolean tooLong = Stream.of(before, after).flatMap(Optional::stream).anyMatch(StoredChangeLog::isTooLong);
        return new ChangeRepository.Entry(
                position,
                action.text(),
                mention.type(),
                mention.id(),
                mention.name(),
                tooLong ? Optional.of(TOO_LONG) : Optional.empty(),
                tooLong ? Optional.empty() : before,
                tooLong ? Optional.empty() : after,
                json.writeValueAsString(values.secretsChanged()));
    }

    private static boolean isTooLong(String value) {
        return value.length() > MAX_VALUE_CHARS;
    }

    @Override
    public void foreign(UUID gatewayId, String name, long version, HeldVersion held) {
        String detail = "Nodes hold " + Gateway.versionText(held.number())
                + held.edition().map(edition -> " of edition " + edition).orElse("")
                + ", which this database never had: it was restored from a backup, or replaces another."
                + " They are sent everything.";
        entries.add(
                gatewayId,
                version,
                BY_ITSELF,
                ChangeRepository.Entry.noted(FOREIGN_VERSION, GATEWAY, gatewayId, Optional.of(name), detail),
                0);
    }

    /** Once for each version of the entity: an entry that is younger than its last change is not repeated. */
    @Override
    public void notServed(UUID gatewayId, long version, EntityKind kind, UUID id, String reason) {
        entries.described(gatewayId, id)
                .ifPresent(entity -> entries.add(
                        gatewayId,
                        version,
                        BY_ITSELF,
                        ChangeRepository.Entry.noted(NOT_SERVED, kind.text(), id, entity.name(), reason),
                        entity.changedAtVersion()));
    }
}
