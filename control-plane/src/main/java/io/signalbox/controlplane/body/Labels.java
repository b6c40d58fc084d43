package io.signalbox.controlplane.body;

import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The rules for labels: contract section 1.5. */
final class Labels {

    private static final int MAX_ENTRIES = 50;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");
    private static final Pattern VALUE = Pattern.compile("[a-z0-9A-Z](?:[a-z0-9A-Z._-]{0,61}[a-z0-9A-Z])?");
    // Case matters: KONGCTL-namespace is a label that users' tools set.
    private static final List<String> RESERVED = List.of("kong", "konnect", "mesh", "kic", "_");

    private Labels() {}

    static Map<String, String> read(JsonNode node, String field, InvalidParameters invalid) {
        if (!node.isObject()) {
            invalid.add(InvalidParameter.standard(field, "is_object", "must be an object"));
            return Map.of();
        }
        if (node.size() > MAX_ENTRIES) {
            invalid.add(InvalidParameter.maximum(
                    field, "max_items", MAX_ENTRIES, "must not have more than " + MAX_ENTRIES + " entries"));
            return Map.of();
        }
        Map<String, String> labels = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            readEntry(entry, field + "." + entry.getKey(), invalid, labels);
        }
        return Collections.unmodifiableMap(labels);
    }

    private static void readEntry(
            Map.Entry<String, JsonNode> entry, String field, InvalidParameters invalid, Map<String, String> labels) {
        String key = entry.getKey();
        if (!KEY.matcher(key).matches()) {
            String reason =
                    "the key must have 1 to 63 letters, digits and ._-/ and begin and end with a letter or digit";
            invalid.add(InvalidParameter.standard(field, "is_label", reason));
        } else if (RESERVED.stream().anyMatch(key::startsWith)) {
            invalid.add(InvalidParameter.standard(
                    field, "is_label", "the key must not start with " + String.join(", ", RESERVED)));
        }
        if (!entry.getValue().isString()) {
            invalid.add(InvalidParameter.standard(field, "is_string", "must be a string"));
        } else if (!VALUE.matcher(entry.getValue().stringValue()).matches()) {
            String reason = "must have 1 to 63 letters, digits and ._- and begin and end with a letter or digit";
            invalid.add(InvalidParameter.standard(field, "is_label", reason));
        } else {
            labels.put(key, entry.getValue().stringValue());
        }
    }
}
