package io.signalbox.records.schema;

import java.util.Locale;

/** The languages in which schemas are written that this release reads. */
public enum SchemaType {
    AVRO,
    JSON;

    /** As the API and expressions spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
