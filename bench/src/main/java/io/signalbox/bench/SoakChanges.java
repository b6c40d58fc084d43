package io.signalbox.bench;

import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.testbed.ApiException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * A change at a time of a gateway that is in use, every second one bad: refused by the API, or taken by it and then a problem of the
 * node. Every few changes a certificate and a password are replaced.
 */
final class SoakChanges {

    private static final int ROTATED_EVERY = 20;

    private final BenchListeners listeners;
    private final JsonNode backend;
    private final String takenPort;
    private final BenchListeners.Secured secured;
    private final Map<String, Integer> counts = new TreeMap<>();
    private volatile String password = BenchListeners.PASSWORD;
    private Optional<String> last = Optional.empty();
    private int number;

    SoakChanges(BenchListeners listeners, JsonNode backend, String takenPort, BenchListeners.Secured secured) {
        this.listeners = listeners;
        this.backend = backend;
        this.takenPort = takenPort;
        this.secured = secured;
    }

    /** With which clients are let in. */
    String password() {
        return password;
    }

    Map<String, Integer> counts() {
        return counts;
    }

    void next() {
        number++;
        try {
            if (number % ROTATED_EVERY == 0) {
                rotate();
            } else if (number % 2 == 0) {
                good();
            } else {
                bad();
            }
        } catch (ApiException e) {
            last = e.status() == 404 ? Optional.empty() : last; // it was deleted, and only the answer was lost
            count(
                    e.status() == 0 || e.status() == 503
                            ? "while no control plane answered"
                            : "answered by " + e.status());
        }
    }

    private void good() {
        if (last.isPresent()) {
            listeners.delete(last.get());
            last = Optional.empty();
        } else {
            last = Optional.of(
                    "/virtual-clusters/" + listeners.virtualCluster("soak-" + number, backend, false, Map.of()));
        }
        count("good");
    }

    private void bad() {
        if (number % 4 == 1) {
            int status =
                    listeners.status("POST", "/virtual-clusters", "{\"name\": \"soak\", \"acl_mode\": \"nonsense\"}");
            count(status == 400 ? "refused" : "bad ones answered by " + status);
        } else {
            listeners.delete(listeners.listener("soak-" + number, takenPort));
            count("that a node cannot apply");
        }
    }

    private void rotate() {
        String next = UUID.randomUUID().toString();
        listeners.replaceCertificate(secured, BenchListeners.certificate(KeyKind.EC));
        listeners.replacePassword(secured, backend, next);
        password = next;
        count("rotations");
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }
}
