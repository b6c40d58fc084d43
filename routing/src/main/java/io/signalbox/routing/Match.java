package io.signalbox.routing;

/** What one policy makes of an arrival: a route, or the reason why it is not for this policy. */
public sealed interface Match permits Route, Mismatch {}
