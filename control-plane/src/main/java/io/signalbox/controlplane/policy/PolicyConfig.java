package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.problem.InvalidParameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a policy does. A type of policy is one class: this, and the {@link PolicyType} that says how it is read. */
public interface PolicyConfig {

    /** What it refers to; none of that can be deleted before it. */
    default List<UUID> references() {
        return List.of();
    }

    /** What old nodes do not know. */
    default List<Need> needs() {
        return List.of();
    }

    /** Which of the policies beside it keeps it from being there, and why. */
    default Optional<InvalidParameter> conflict(Policy policy, List<Entity<Policy>> others) {
        return Optional.empty();
    }

    /** As the API shows it, with the names that its references have by now. */
    default PolicyConfig shown(Map<UUID, String> names) {
        return this;
    }
}
