package io.signalbox.controlplane.access;

import io.signalbox.controlplane.problem.Problem;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.routing.RateLimit;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** How often tokens may be used, and how often an address may come with none that is good. */
@Component
class RequestRates {

    /** After a rest a token may be used as often at once as in so many seconds. */
    private static final int BURST_SECONDS = 10;

    private static final int REFUSALS_PER_SECOND = 10;
    private static final int REFUSALS_AT_ONCE = 600;

    private final RateLimit<String> tokens;
    private final RateLimit<String> refusals = new RateLimit<>(REFUSALS_PER_SECOND, REFUSALS_AT_ONCE, System::nanoTime);

    RequestRates(Settings settings) {
        tokens = new RateLimit<>(settings.apiRate(), settings.apiRate() * BURST_SECONDS, System::nanoTime);
    }

    /**
     * Counts one request of a token.
     *
     * @throws Problem.TooMany when it is used too often
     */
    void onAdmitted(Identity caller) {
        Duration wait = tokens.take(caller.name());
        if (!wait.isZero()) {
            throw new Problem.TooMany("The token [" + caller.name() + "] is used too often", wait);
        }
    }

    /** Counts one request without a good token; what it is to be answered. */
    Problem onRefused(String address) {
        Duration wait = refusals.take(SignInLimit.network(address));
        return wait.isZero()
                ? new Problem.Unauthorized()
                : new Problem.TooMany("This address sent too many requests without a valid token", wait);
    }
}
