package io.signalbox.controlplane.gateway;

import java.util.Locale;

/** What a change did to an entity. */
public enum Action {
    CREATED,
    REPLACED,
    PATCHED,
    MOVED,
    /** The policies of a listener stand in another order. */
    POLICIES_REORDERED,
    DELETED;

    /** As the API writes it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
