package io.signalbox.dataplane.upstream;

/**
 * A check of an address, by this node or another, that came in as a client's first request.
 *
 * @param mark its client id
 * @param where it came in, for people
 */
public record Arrived(String mark, String where) {}
