package io.signalbox.routing;

import java.util.function.Function;

/** A connection goes nowhere, and why. */
public record Rejection(Reason reason) implements Decision {

    /** Why a connection is rejected; {@link #code} is what logs and metrics show. */
    public enum Reason {
        /** No enabled policy of the listener matches (contract section 3.1, step 3). */
        NO_MATCHING_POLICY("no_matching_policy");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    @Override
    public <T> T match(Function<Route, T> route, Function<Rejection, T> rejection) {
        return rejection.apply(this);
    }
}
