package io.signalbox.controlplane.entity;

/** A property that no two entities of a gateway and a kind have in common, and its value. */
public record Unique(String property, String value) {

    static final String NAME = "name";

    public static Unique name(String name) {
        return new Unique(NAME, name);
    }
}
