package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.problem.Ids;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.List;
import java.util.Optional;

/** Where a new policy goes: next to a sibling, or at the end. */
record Placement(Optional<String> before, Optional<String> after) {

    static final Placement LAST = new Placement(Optional.empty(), Optional.empty());

    static Placement read(ListQuery query) {
        return new Placement(query.value("before"), query.value("after"));
    }

    /** The index among these siblings; what is wrong goes to {@code invalid}. */
    int index(PolicyFamily family, List<Entity<Policy>> siblings, InvalidParameters invalid) {
        if (before.isPresent() && after.isPresent()) {
            invalid.add(new InvalidParameter.Dependent(
                    "before", "dependent_fields", List.of("after"), "cannot be given together with after", "query"));
            return siblings.size();
        }
        if (before.isPresent()) {
            return indexOf(family, siblings, "before", before.get(), invalid);
        }
        return after.isPresent() ? indexOf(family, siblings, "after", after.get(), invalid) + 1 : siblings.size();
    }

    private static int indexOf(
            PolicyFamily family,
            List<Entity<Policy>> siblings,
            String field,
            String sibling,
            InvalidParameters invalid) {
        for (int i = 0; i < siblings.size(); i++) {
            if (Ids.parse(sibling).equals(Optional.of(siblings.get(i).id()))) {
                return i;
            }
        }
        invalid.add(
                Ids.parse(sibling).isEmpty()
                        ? InvalidParameter.query(field, "is_uuid", "must be a UUID")
                        : InvalidParameter.query(field, "missing_reference", family.noSibling()));
        return siblings.size();
    }
}
