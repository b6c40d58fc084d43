package io.signalbox.routing;

import java.util.UUID;

/** A virtual cluster, as routes name it; its DNS label is unique in its gateway. */
public record VirtualClusterRef(UUID id, String name, String dnsLabel) {}
