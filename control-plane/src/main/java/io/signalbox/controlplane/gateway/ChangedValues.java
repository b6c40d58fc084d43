package io.signalbox.controlplane.gateway;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What an entity was before a change and is after it, as the API's JSON without any secret.
 *
 * @param secretsChanged where there is another secret than before, such as {@code authentication.password}
 */
public record ChangedValues(Optional<JsonNode> before, Optional<JsonNode> after, List<String> secretsChanged) {

    public ChangedValues {
        secretsChanged = List.copyOf(secretsChanged);
    }

    /** Of what has no secrets. */
    public static ChangedValues of(Optional<JsonNode> before, Optional<JsonNode> after) {
        return new ChangedValues(before, after, List.of());
    }

    /** These and others that came later in the same change. */
    ChangedValues then(ChangedValues later) {
        Set<String> secrets = new LinkedHashSet<>(secretsChanged);
        secrets.addAll(later.secretsChanged);
        return new ChangedValues(before, later.after, new ArrayList<>(secrets));
    }
}
