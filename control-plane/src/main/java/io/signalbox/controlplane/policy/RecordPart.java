package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.Spelled;
import io.signalbox.proto.config.v1.WireRecordPart;
import java.util.List;

/** What of a record is encrypted or decrypted. */
public enum RecordPart implements Spelled {
    KEY,
    VALUE;

    private static final int MAX_PARTS = 100;

    static List<RecordPart> read(BodyReader config) {
        return config.requiredList("part_of_record", 1, MAX_PARTS, item -> item.choice(values()));
    }

    WireRecordPart forNodes() {
        return WireRecordPart.valueOf("RECORD_PART_" + name());
    }
}
