package io.signalbox.dataplane.upstream;

import io.signalbox.dataplane.config.BackendLogin;
import io.signalbox.dataplane.config.Password;
import io.signalbox.dataplane.config.ScramAlgorithm;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;

/**
 * What passwords become under a broker's salt (RFC 5802's SaltedPassword): thousands of rounds, so each is made once,
 * however many connections wait for it. For any thread.
 */
final class SaltedPasswords {

    /** Brokers of one cluster share a user's salt; more than a few come from none that means well. */
    private static final int MAX_KEPT = 32;

    private final Executor hashing;
    private final Map<Key, CompletableFuture<byte[]>> made = new LinkedHashMap<>();

    SaltedPasswords(Executor hashing) {
        this.hashing = hashing;
    }

    private record Key(ScramAlgorithm algorithm, Password password, String salt, int iterations) {}

    /** Without what was made for a password that is no longer of use. */
    SaltedPasswords forgetting() {
        return new SaltedPasswords(hashing);
    }

    /** Completes on another thread, or at once. */
    CompletableFuture<byte[]> of(BackendLogin.Scram login, byte[] salt, int iterations) {
        Key key =
                new Key(login.algorithm(), login.password(), Base64.getEncoder().encodeToString(salt), iterations);
        CompletableFuture<byte[]> salted = new CompletableFuture<>();
        synchronized (made) { // for as long as a look-up takes
            CompletableFuture<byte[]> known = made.get(key);
            if (known != null) {
                return known;
            }
            made.put(key, salted);
            if (made.size() > MAX_KEPT) {
                made.remove(made.keySet().iterator().next());
            }
        }
        try {
            hashing.execute(() -> make(login, salt, iterations, salted));
        } catch (RejectedExecutionException e) {
            synchronized (made) {
                made.remove(key, salted);
            }
            salted.completeExceptionally(e);
        }
        return salted;
    }

    private static void make(BackendLogin.Scram login, byte[] salt, int iterations, CompletableFuture<byte[]> salted) {
        try {
            salted.complete(formatter(login).saltedPassword(login.password().reveal(), salt, iterations));
        } catch (GeneralSecurityException | RuntimeException e) {
            salted.completeExceptionally(new CompletionException(e));
        }
    }

    /** Not to be shared between threads. */
    static ScramFormatter formatter(BackendLogin.Scram login) {
        try {
            return new ScramFormatter(ScramMechanism.forMechanismName(login.mechanism()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has the hash of " + login.mechanism(), e);
        }
    }
}
