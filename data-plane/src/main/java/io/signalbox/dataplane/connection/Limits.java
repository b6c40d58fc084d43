package io.signalbox.dataplane.connection;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What clients may take of the node.
 *
 * @param connections how many there may be
 * @param times how long they may take
 * @param maxRequestBytes a client that announces a longer request is turned away
 * @param maxInFlight a connection with so many unanswered requests is not read until there are fewer
 * @param bytesPerSecond of all clients of a virtual cluster, in each direction; then connections are read later; empty: no limit
 */
public record Limits(
        Connections connections, Times times, int maxRequestBytes, int maxInFlight, OptionalLong bytesPerSecond) {

    /**
     * How many connections there may be; each number is 1 or more.
     *
     * @param all of all clients together
     * @param perListener empty: as many as the node takes
     * @param perVirtualCluster the same
     * @param perAddress of one client address, which the PROXY protocol may say; empty: the same
     * @param newPerSecond of one client address, once it has made as many in a moment; empty: no limit
     */
    public record Connections(
            int all,
            OptionalInt perListener,
            OptionalInt perVirtualCluster,
            OptionalInt perAddress,
            OptionalInt newPerSecond) {

        private static final int STANDARD = 50_000;
        private static final int FILES_OF_THE_NODE = 200; // jars, listeners, the config stream, the admin port
        private static final int FILES_OF_A_SESSION = 2;

        /**
         * A node's, unless its settings say otherwise: 50,000, or fewer where fewer files may be open, so that clients are turned
         * away before the node itself can open nothing more.
         *
         * @param files that may be open; below 0: not known
         */
        public static int standard(long files) {
            return files < 0
                    ? STANDARD
                    : (int) Math.max(1, Math.min(STANDARD, (files - FILES_OF_THE_NODE) / FILES_OF_A_SESSION));
        }

        /** At most {@code all}, whosever they are. */
        public static Connections atMost(int all) {
            return new Connections(
                    all, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
        }
    }

    /**
     * How long clients may take.
     *
     * @param handshake from accept to the end of the TLS handshake, or to the first byte of plaintext
     * @param firstRequest from there to the first request
     * @param login from the first request to the end of the authentication
     * @param request until a request that layers see whole has come in, if it is so long that the memory for it counts
     * @param idle without a byte in either direction and with nothing unanswered; empty: for ever
     * @param drain until a session that is to end has finished what it was asked
     */
    public record Times(
            Duration handshake,
            Duration firstRequest,
            Duration login,
            Duration request,
            Optional<Duration> idle,
            Duration drain) {

        /** A node's, unless its settings say otherwise. */
        public static Times standard() {
            return new Times(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(1),
                    Optional.empty(),
                    Duration.ofSeconds(5));
        }
    }

    /** Unanswered requests of one connection, unless the node's settings say otherwise. */
    public static final int MAX_IN_FLIGHT = 4_096;
}
