package io.signalbox.records.policy;

import java.util.UUID;

/**
 * Which policy it is, for counters, logs and answers.
 *
 * @param name empty where it has none
 * @param type as the API spells it
 * @param failureMode likewise; empty where it has none
 */
public record PolicyRef(UUID id, String name, String type, String failureMode) {

    @Override
    public String toString() {
        return "policy [" + (name.isEmpty() ? id : name) + "]";
    }
}
