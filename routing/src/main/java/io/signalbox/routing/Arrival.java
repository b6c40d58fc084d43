package io.signalbox.routing;

/** What a connection shows before its first Kafka byte: the local address at which it came in. */
public record Arrival(HostPort local) {}
