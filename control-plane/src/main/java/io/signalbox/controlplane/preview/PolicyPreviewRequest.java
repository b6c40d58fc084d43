package io.signalbox.controlplane.preview;

import io.signalbox.acl.Principal;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.Spelled;
import io.signalbox.controlplane.body.TextRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A record that an imagined client writes or reads.
 *
 * @param schemas of registries, by their ids; none is asked for
 */
record PolicyPreviewRequest(
        Way way, Principal principal, String topic, PreviewedRecord record, Map<Integer, String> schemas) {

    private static final int MAX_SCHEMAS = 100;
    private static final TextRule TOPIC = TextRule.anything(1, 249);
    private static final TextRule SCHEMA = TextRule.anything(1, 1_000_000);

    /** Which way the record goes. */
    enum Way implements Spelled {
        PRODUCE,
        CONSUME
    }

    private record Schema(int id, String text) {

        static Schema read(BodyReader body) {
            return new Schema(
                    body.requiredInteger("id", 0, Integer.MAX_VALUE).orElse(0), body.requiredText("schema", SCHEMA));
        }
    }

    static PolicyPreviewRequest read(BodyReader body) {
        Way way = body.requiredChoice("phase", Way.values());
        Principal principal = PreviewedPrincipal.read(body.requiredObject("principal"));
        String topic = body.requiredText("topic", TOPIC);
        PreviewedRecord record = PreviewedRecord.read(body.requiredObject("record"));
        List<Schema> schemas =
                body.list("schemas", 0, MAX_SCHEMAS, item -> item.object().map(Schema::read));
        body.check();
        Map<Integer, String> byId = new HashMap<>();
        schemas.forEach(schema -> byId.put(schema.id(), schema.text()));
        return new PolicyPreviewRequest(way, principal, topic, record, byId);
    }
}
