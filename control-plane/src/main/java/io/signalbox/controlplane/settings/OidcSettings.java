package io.signalbox.controlplane.settings;

import io.signalbox.credentials.UrlCredentials;
import io.signalbox.settings.SettingsReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Whose JWTs are taken for access tokens.
 *
 * @param claim which has the roles; dots lead into objects
 * @param othersMayRead what becomes of a valid JWT that is no admin's: read-only, or refused
 */
public record OidcSettings(String issuer, String audience, String claim, String adminValue, boolean othersMayRead) {

    private static final String ISSUER = "SIGNALBOX_OIDC_ISSUER";
    private static final String AUDIENCE = "SIGNALBOX_OIDC_AUDIENCE";
    private static final String CLAIM = "SIGNALBOX_OIDC_CLAIM";
    private static final String ADMIN_VALUE = "SIGNALBOX_OIDC_ADMIN_VALUE";
    private static final String OTHERS = "SIGNALBOX_OIDC_OTHERS";

    static Optional<OidcSettings> read(SettingsReader reader) {
        Optional<String> issuer = reader.read(ISSUER, OidcSettings::issuer);
        Optional<String> audience = reader.read(AUDIENCE, UnaryOperator.identity());
        Optional<String> claim = reader.read(CLAIM, UnaryOperator.identity());
        Optional<String> adminValue = reader.read(ADMIN_VALUE, UnaryOperator.identity());
        Optional<Boolean> others = reader.read(OTHERS, OidcSettings::mayRead);
        if (issuer.isPresent() && audience.isEmpty()) {
            reader.refuse(AUDIENCE, "is required together with " + ISSUER);
        }
        refuseWithout(issuer, audience, AUDIENCE, reader);
        refuseWithout(issuer, claim, CLAIM, reader);
        refuseWithout(issuer, adminValue, ADMIN_VALUE, reader);
        refuseWithout(issuer, others, OTHERS, reader);
        return issuer.map(url -> new OidcSettings(
                url,
                audience.orElse(""),
                claim.orElse("roles"),
                adminValue.orElse("signalbox-admin"),
                others.orElse(false)));
    }

    /** Whether keys may be had from there: over TLS, or from this very computer, and without a password in the URL. */
    public static boolean isTrustworthy(URI url) {
        return url.getHost() != null
                && url.getRawUserInfo() == null
                && ("https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && isLoopback(url.getHost())));
    }

    // By what is written, and not by a look-up: what a name stands for may change.
    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    private static void refuseWithout(Optional<String> issuer, Optional<?> value, String key, SettingsReader reader) {
        if (issuer.isEmpty() && value.isPresent()) {
            reader.refuse(key, "has no meaning without a valid " + ISSUER);
        }
    }

    private static String issuer(String text) {
        if (UrlCredentials.areIn(text)) {
            throw new IllegalArgumentException(
                    "must not have credentials in front of its host: none are needed for keys");
        }
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("must be a URL: " + e.getReason()); // the message has the text in it
        }
        if (!isTrustworthy(url) || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("must be an https URL, or an http one of this computer");
        }
        return text;
    }

    private static boolean mayRead(String text) {
        if (!text.equals("refused") && !text.equals("read_only")) {
            throw new IllegalArgumentException("must be refused or read_only");
        }
        return text.equals("read_only");
    }
}
