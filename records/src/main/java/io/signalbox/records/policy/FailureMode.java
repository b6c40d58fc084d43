package io.signalbox.records.policy;

import io.signalbox.proto.config.v1.WireFailureMode;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a record that a policy cannot be applied to. */
enum FailureMode {
    /** Its batch is refused, or the fetch ends in front of it. */
    ERROR,
    /** It is left out. */
    SKIP,
    /** It stays as it is. */
    PASSTHROUGH,
    /** It gets a header that says so. */
    MARK;

    private static final String PREFIX = "FAILURE_MODE_";

    /**
     * As nodes are told of it; empty where it is not said.
     *
     * @throws IllegalArgumentException for one that this release does not know
     */
    static Optional<FailureMode> of(WireFailureMode mode) {
        return switch (mode) {
            case FAILURE_MODE_UNSPECIFIED -> Optional.empty();
            case FAILURE_MODE_REJECT, FAILURE_MODE_ERROR -> Optional.of(ERROR);
            case FAILURE_MODE_SKIP -> Optional.of(SKIP);
            case FAILURE_MODE_PASSTHROUGH -> Optional.of(PASSTHROUGH);
            case FAILURE_MODE_MARK -> Optional.of(MARK);
            case UNRECOGNIZED -> throw new IllegalArgumentException("this release does not know a failure mode of it");
        };
    }

    /** As the API spells it; empty where it is not said. */
    static String spelled(WireFailureMode mode) {
        return mode == WireFailureMode.FAILURE_MODE_UNSPECIFIED
                ? ""
                : mode.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT);
    }
}
