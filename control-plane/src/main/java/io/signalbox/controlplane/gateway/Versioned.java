package io.signalbox.controlplane.gateway;

import java.util.UUID;

/** An entity of a gateway and the gateway's version that last changed it. */
public record Versioned<T>(UUID id, T value, long changedAtVersion) {}
