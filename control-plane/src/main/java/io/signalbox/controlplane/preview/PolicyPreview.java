package io.signalbox.controlplane.preview;

import io.signalbox.records.policy.RecordPreview;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What would become of a record.
 *
 * @param reason left out where the result needs none
 * @param policies of the phase, in their order, each in front of those nested under it
 * @param record as it would go on; left out where it would not
 */
record PolicyPreview(String result, Optional<String> reason, List<Outcome> policies, Optional<PreviewedRecord> record) {

    /** What a policy does to it. */
    record Outcome(UUID policyId, Optional<String> policyName, String type, String result, Optional<String> reason) {

        static Outcome of(RecordPreview.Outcome outcome) {
            return new Outcome(
                    outcome.policy().id(),
                    text(outcome.policy().name()),
                    outcome.policy().type(),
                    outcome.act().name().toLowerCase(Locale.ROOT),
                    text(outcome.reason()));
        }
    }

    PolicyPreview {
        policies = List.copyOf(policies);
    }

    static PolicyPreview of(RecordPreview preview) {
        return new PolicyPreview(
                preview.fate().name().toLowerCase(Locale.ROOT),
                text(preview.reason()),
                preview.policies().stream().map(Outcome::of).toList(),
                preview.record().map(PreviewedRecord::of));
    }

    /** Nodes do not serve the virtual cluster as its policies are. */
    static PolicyPreview notServed(String reason) {
        return new PolicyPreview("not_served", Optional.of(reason), List.of(), Optional.empty());
    }

    private static Optional<String> text(String text) {
        return Optional.of(text).filter(is -> !is.isEmpty());
    }
}
