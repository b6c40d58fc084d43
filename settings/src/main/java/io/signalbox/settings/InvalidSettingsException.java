package io.signalbox.settings;

import java.util.List;

/** A process cannot start with these settings; the message lists every reason, one on each line. */
public final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;

    InvalidSettingsException(List<String> reasons) {
        super("invalid settings:\n  " + String.join("\n  ", reasons));
        this.reasons = List.copyOf(reasons);
    }

    /** Each begins with the key that it is about. */
    public List<String> reasons() {
        return reasons;
    }
}
