package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.Spelled;
import io.signalbox.proto.config.v1.WireKeySource;
import java.util.List;

/** Where keys to decrypt with come from. */
public record KeySource(Kind type) {

    private static final int MAX_SOURCES = 100;

    /** Each is asked for the keys of its kind. */
    public enum Kind implements Spelled {
        AWS,
        STATIC
    }

    static List<KeySource> read(BodyReader config) {
        return config.requiredList(
                "key_sources",
                1,
                MAX_SOURCES,
                item -> item.object().map(source -> new KeySource(source.requiredChoice("type", Kind.values()))));
    }

    WireKeySource forNodes() {
        return WireKeySource.valueOf("KEY_SOURCE_" + type.name());
    }
}
