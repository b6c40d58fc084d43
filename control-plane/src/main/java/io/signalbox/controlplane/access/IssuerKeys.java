package io.signalbox.controlplane.access;

import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.signalbox.controlplane.settings.OidcSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys with which an issuer signs, found by discovery and kept. They are asked for again when they are old, and when
 * a token names one that is not among them; but never more often than once in a while, whatever tokens come.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {

    private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

    private static final int CONNECT_TIMEOUT_MS = 2_000;
    private static final int READ_TIMEOUT_MS = 2_000;
    private static final int MAX_BYTES = 256 * 1024;
    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final String issuer;
    private final Limits limits;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private final DefaultResourceRetriever http =
            new DefaultResourceRetriever(CONNECT_TIMEOUT_MS, READ_TIMEOUT_MS, MAX_BYTES);

    private volatile Optional<Kept> kept = Optional.empty();
    private volatile Instant lastAttempt = Instant.MIN;

    IssuerKeys(String issuer, Limits limits, Clock clock) {
        this.issuer = issuer;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws RemoteKeySourceException {
        Optional<Kept> before = usable();
        List<JWK> found = before.map(keys -> selector.select(keys.set())).orElse(List.of());
        boolean old =
                before.filter(keys -> !isOlder(keys, limits.refreshAfter())).isEmpty();
        if ((old || found.isEmpty()) && refresh()) {
            found = usable().map(keys -> selector.select(keys.set())).orElse(List.of());
        }
        if (usable().isEmpty()) {
            throw new RemoteKeySourceException("no keys of the issuer are known", null);
        }
        return found;
    }

    /** Answers whether there may be other keys now. Only one thread asks; others wait only while there are none. */
    private boolean refresh() {
        if (usable().isPresent()) {
            if (!fetching.tryLock()) {
                return false;
            }
        } else {
            fetching.lock();
        }
        try {
            if (clock.instant().isBefore(lastAttempt.plus(limits.pause()))) {
                return true; // another thread has just asked
            }
            lastAttempt = clock.instant();
            kept = Optional.of(new Kept(fetch(), clock.instant()));
            return true;
        } catch (IOException | ParseException | IllegalArgumentException e) {
            log.warn("keys of the issuer cannot be had issuer={} reason={}", issuer, e.getMessage());
            return false;
        } finally {
            fetching.unlock();
        }
    }

    private JWKSet fetch() throws IOException, ParseException {
        Map<String, Object> configuration = JSONObjectUtils.parse(read(issuer.replaceAll("/$", "") + DISCOVERY));
        if (!issuer.equals(configuration.get("issuer"))) {
            throw new IOException("it says that it is another issuer");
        }
        JWKSet keys = JWKSet.parse(read(JSONObjectUtils.getString(configuration, "jwks_uri")));
        log.info("keys of the issuer fetched issuer={} keys={}", issuer, keys.size());
        return keys;
    }

    @SuppressWarnings("UnusedException") // what the parser says repeats the URL
    private String read(@Nullable String url) throws IOException {
        URI from;
        try {
            from = new URI(url == null ? "" : url);
        } catch (URISyntaxException e) {
            throw new IOException("its keys are offered at a malformed URL");
        }
        if (!OidcSettings.isTrustworthy(from)) {
            throw new IOException("its keys are not offered over TLS, or at a URL with credentials");
        }
        return http.retrieveResource(from.toURL()).getContent();
    }

    private Optional<Kept> usable() {
        return kept.filter(keys -> !isOlder(keys, limits.refreshAfter().plus(limits.outage())));
    }

    private boolean isOlder(Kept keys, Duration age) {
        return clock.instant().isAfter(keys.since().plus(age));
    }

    private record Kept(JWKSet set, Instant since) {}

    /**
     * How long keys are used.
     *
     * @param refreshAfter when they are asked for again
     * @param outage how much longer they serve while the issuer does not answer
     * @param pause between two attempts
     */
    record Limits(Duration refreshAfter, Duration outage, Duration pause) {

        static final Limits DEFAULT = new Limits(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofSeconds(10));
    }
}
