package io.signalbox.controlplane.rollout;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What became of a version. */
enum RolloutState {
    /** All of it is served. */
    @JsonProperty("applied")
    APPLIED,

    /** Something that it declares is not served, and the problems say what. */
    @JsonProperty("rejected")
    REJECTED,

    /** Not known yet. */
    @JsonProperty("pending")
    PENDING
}
