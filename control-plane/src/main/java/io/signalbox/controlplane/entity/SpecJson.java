package io.signalbox.controlplane.entity;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.signalbox.controlplane.gateway.ChangedValues;
import io.signalbox.controlplane.secret.SecretCipher;
import io.signalbox.controlplane.secret.SecretJson;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns the record of an entity into columns and back: its name and labels into their own, the rest into {@code spec}, as
 * the API's JSON but for secrets, which are sealed. What a column does not have, since it was written before there was such
 * a property, is false, 0, an empty list or nothing.
 */
@Component
class SpecJson {

    private static final String NAME = "name";
    private static final String LABELS = "labels";

    private final JsonMapper json;
    private final JsonMapper compared;

    SpecJson(JsonMapper json, SecretCipher cipher) {
        this.json = json.rebuild()
                .addModule(SecretJson.stored(cipher))
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .withConfigOverride(
                        List.class, list -> list.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
                .build();
        compared = json.rebuild().addModule(SecretJson.kept()).build();
    }

    Columns write(Object spec) {
        ObjectNode tree = json.valueToTree(spec);
        Optional<String> name = Optional.ofNullable(tree.remove(NAME)).map(JsonNode::stringValue);
        String labels = Optional.ofNullable(tree.remove(LABELS))
                .map(json::writeValueAsString)
                .orElse("{}");
        return new Columns(name, labels, json.writeValueAsString(tree));
    }

    <S> S read(Class<S> type, Columns columns) {
        ObjectNode tree = (ObjectNode) json.readTree(columns.spec());
        columns.name().ifPresent(name -> tree.put(NAME, name));
        tree.set(LABELS, json.readTree(columns.labels()));
        return json.treeToValue(tree, type);
    }

    /** What became of an entity; of one that is new there is no {@code before}. */
    ChangedValues changed(Optional<Object> before, Optional<Object> after) {
        return SecretsApart.changed(
                before.map(compared::<ObjectNode>valueToTree), after.map(compared::<ObjectNode>valueToTree));
    }

    /** Of one that is deleted and whose record is not known here. */
    ChangedValues deleted(Columns columns) {
        ObjectNode tree = json.createObjectNode();
        columns.name().ifPresent(name -> tree.put(NAME, name));
        tree.setAll((ObjectNode) json.readTree(columns.spec()));
        tree.set(LABELS, json.readTree(columns.labels()));
        return SecretsApart.changed(Optional.of(tree), Optional.empty());
    }

    /** As text; labels and spec are JSON. */
    record Columns(Optional<String> name, String labels, String spec) {}
}
