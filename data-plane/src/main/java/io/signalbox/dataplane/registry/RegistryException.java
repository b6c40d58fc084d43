package io.signalbox.dataplane.registry;

import java.io.IOException;

/** A registry does not say what it is asked, which tells nothing of a schema. The message is a clause about the registry. */
final class RegistryException extends IOException {

    private static final long serialVersionUID = 1;

    private final boolean ofAll;

    private RegistryException(String message, boolean ofAll) {
        super(message);
        this.ofAll = ofAll;
    }

    /** Other schemas cannot be had either. */
    static RegistryException ofAll(String message) {
        return new RegistryException(message, true);
    }

    /** What it says of other schemas may be better. */
    static RegistryException ofOne(String message) {
        return new RegistryException(message, false);
    }

    boolean isOfAll() {
        return ofAll;
    }
}
