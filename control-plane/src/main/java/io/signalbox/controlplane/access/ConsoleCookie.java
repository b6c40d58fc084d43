package io.signalbox.controlplane.access;

import io.signalbox.controlplane.secret.SecretCipher;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.ResponseCookie;

/**
 * Where a session is kept: in the browser, sealed under the key that all replicas have, and out of reach for the page's scripts. Any
 * replica knows it, and none remembers it before somebody signs out.
 */
final class ConsoleCookie {

    /** No page of another host, and none of this host over plain HTTP, can set one of this name. */
    static final String SECURE_NAME = "__Host-signalbox";

    /** On this computer, without TLS. */
    static final String NAME = "signalbox";

    private static final String PURPOSE = "console session";

    private final SecretCipher cipher;
    private final InstantSource clock;

    ConsoleCookie(SecretCipher cipher, InstantSource clock) {
        this.cipher = cipher;
        this.clock = clock;
    }

    /** The session that a request shows, if there is one that has not ended. */
    Optional<ConsoleSession> read(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        List<Cookie> all = cookies == null ? List.of() : Arrays.asList(cookies);
        Stream<Cookie> candidates = Stream.of(SECURE_NAME, NAME)
                .filter(name -> !request.isSecure() || name.equals(SECURE_NAME))
                .flatMap(name -> all.stream().filter(cookie -> cookie.getName().equals(name)));
        Instant now = clock.instant();
        return candidates
                .findFirst()
                .flatMap(cookie -> cipher.openFor(PURPOSE, cookie.getValue()))
                .flatMap(ConsoleSession::parse)
                .filter(session -> session.endsAt().isAfter(now));
    }

    String write(ConsoleSession session, boolean secure) {
        Duration rest = Duration.between(clock.instant(), session.endsAt());
        return cookie(cipher.sealFor(PURPOSE, session.text()), rest, secure);
    }

    static String cleared(boolean secure) {
        return cookie("", Duration.ZERO, secure);
    }

    private static String cookie(String value, Duration age, boolean secure) {
        return ResponseCookie.from(secure ? SECURE_NAME : NAME, value)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .sameSite("Strict")
                .maxAge(age)
                .build()
                .toString();
    }
}
