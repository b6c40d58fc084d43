package io.signalbox.controlplane.changelog;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An entry of the change log with values.
 *
 * @param before what the entity was; absent if there was none
 * @param after what it is since then; absent if there is none
 * @param secretsChanged where there is another secret than before; secrets themselves are nowhere
 */
record DescribedChange(
        @JsonUnwrapped RecordedChange change,
        Optional<JsonNode> before,
        Optional<JsonNode> after,
        List<String> secretsChanged) {}
