package io.signalbox.controlplane.entity;

import io.signalbox.controlplane.gateway.ChangedValues;
import io.signalbox.controlplane.secret.SecretJson;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes secrets, and what the API does not show, out of an entity's JSON, and tells where secrets are others than before. */
final class SecretsApart {

    private final Map<String, JsonNode> secrets = new TreeMap<>();

    private SecretsApart() {}

    /** Takes them out of the trees themselves. */
    static ChangedValues changed(Optional<ObjectNode> before, Optional<ObjectNode> after) {
        Map<String, JsonNode> old = taken(before);
        Map<String, JsonNode> now = taken(after);
        TreeSet<String> places = new TreeSet<>(old.keySet());
        places.addAll(now.keySet());
        places.removeIf(place -> Objects.equals(old.get(place), now.get(place)));
        return new ChangedValues(before.map(tree -> tree), after.map(tree -> tree), List.copyOf(places));
    }

    private static Map<String, JsonNode> taken(Optional<ObjectNode> tree) {
        SecretsApart apart = new SecretsApart();
        tree.ifPresent(object -> apart.take(object, ""));
        return apart.secrets;
    }

    private void take(ObjectNode object, String path) {
        object.remove(Reference.AsSent.NOT_SHOWN);
        for (String name : List.copyOf(object.propertyNames())) {
            String place = path.isEmpty() ? name : path + "." + name;
            JsonNode value = object.get(name);
            if (isSecret(value)) {
                secrets.put(place, object.remove(name));
            } else {
                walk(value, place);
            }
        }
    }

    private void walk(JsonNode value, String place) {
        if (value instanceof ObjectNode object) {
            take(object, place);
        } else {
            for (int i = 0; i < value.size(); i++) {
                walk(value.get(i), place + "[" + i + "]");
            }
        }
    }

    private static boolean isSecret(JsonNode value) {
        return SecretJson.isKept(value) || SecretJson.isSealed(value);
    }
}
