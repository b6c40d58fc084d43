package io.signalbox.dataplane.connection;

import java.time.Duration;

/**
 * What a session may take.
 *
 * @param maxRequestBytes a client that announces a longer request is turned away
 * @param drain how long a session that is to end may take to finish what it has been asked
 */
public record SessionLimits(int maxRequestBytes, Duration drain) {}
