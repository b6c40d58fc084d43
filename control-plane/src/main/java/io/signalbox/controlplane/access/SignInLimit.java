package io.signalbox.controlplane.access;

import io.signalbox.controlplane.problem.Problem;
import io.signalbox.routing.ClientNetwork;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often an address may try a token that is not valid. */
final class SignInLimit {

    static final int MAX_FAILURES = 5;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private static final int MAX_ADDRESSES = 10_000;

    private final InstantSource clock;
    private final Map<String, Attempts> byAddress = new LinkedHashMap<>();

    SignInLimit(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts an attempt, until it turns out to be a good one. */
    synchronized void attempt(String address) {
        Instant now = clock.instant();
        byAddress.values().removeIf(attempts -> attempts.hasEnded(now));
        String network = network(address);
        Attempts before = byAddress.getOrDefault(network, new Attempts(0, now));
        if (before.count >= MAX_FAILURES) {
            throw new Problem.TooMany("Too many tokens were tried from this address: wait a minute");
        }
        if (byAddress.size() >= MAX_ADDRESSES && !byAddress.containsKey(network)) {
            throw new Problem.TooMany("Too many tokens were tried from too many addresses: wait a minute");
        }
        byAddress.put(network, new Attempts(before.count + 1, before.since));
    }

    synchronized void succeeded(String address) {
        byAddress.computeIfPresent(
                network(address),
                (network, attempts) -> attempts.count > 1 ? new Attempts(attempts.count - 1, attempts.since) : null);
    }

    static String network(String address) {
        try {
            return ClientNetwork.of(InetAddress.getByName(address)).getHostAddress(); // the container's, never a name
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private record Attempts(int count, Instant since) {

        boolean hasEnded(Instant now) {
            return !since.plus(WINDOW).isAfter(now);
        }
    }
}
