package io.signalbox.routing;

import java.util.UUID;

/** A virtual cluster, as routes name it. */
public record VirtualClusterRef(UUID id, String name) {}
