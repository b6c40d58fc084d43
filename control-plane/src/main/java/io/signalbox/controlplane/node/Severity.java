package io.signalbox.controlplane.node;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How bad a problem is. */
public enum Severity {
    /** Something that was declared is not served. */
    @JsonProperty("error")
    ERROR,

    /** All is served; something will go wrong, or never has an effect. */
    @JsonProperty("warning")
    WARNING
}
