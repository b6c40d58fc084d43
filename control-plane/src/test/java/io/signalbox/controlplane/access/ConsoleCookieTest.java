package io.signalbox.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.access.ConsoleSession.Kind;
import io.signalbox.controlplane.problem.Problem;
import io.signalbox.controlplane.secret.Secret;
import io.signalbox.controlplane.secret.SecretCipher;
import io.signalbox.controlplane.settings.SealingKey;
import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class ConsoleCookieTest {

    private static final Instant NOON = Instant.parse("2027-01-31T12:00:00Z");

    private final SecretCipher cipher = new SecretCipher(key(1), List.of());
    private Instant now = NOON;
    private final ConsoleCookie cookie = new ConsoleCookie(cipher, () -> now);

    @Test
    void aSessionEndsAfterHalfAnHourInWhichNobodyWasThere() {
        MockHttpServletRequest request = with(session(Optional.empty()));

        now = NOON.plus(Duration.ofMinutes(29));
        assertThat(cookie.read(request)).isPresent();
        now = NOON.plus(Duration.ofMinutes(30));
        assertThat(cookie.read(request)).isEmpty();
    }

    @Test
    void itEndsAfterEightHoursHoweverOftenSomebodyWasThere() {
        ConsoleSession session = session(Optional.empty());
        for (int i = 0; i < 31; i++) {
            now = now.plus(Duration.ofMinutes(15));
            session = session.seen(now);
            assertThat(cookie.read(with(session))).isPresent();
        }

        now = NOON.plus(Duration.ofHours(8));

        assertThat(cookie.read(with(session.seen(now)))).isEmpty();
    }

    @Test
    void itDoesNotOutliveItsToken() {
        ConsoleSession session = session(Optional.of(NOON.plus(Duration.ofMinutes(10))));

        assertThat(cookie.write(session, true)).contains("Max-Age=600");
        now = NOON.plus(Duration.ofMinutes(10));
        assertThat(cookie.read(with(session))).isEmpty();
    }

    @Test
    void itKeepsItsIdWhenItIsRenewed() {
        ConsoleSession session = session(Optional.empty());

        assertThat(cookie.read(with(session.seen(NOON))).map(ConsoleSession::id))
                .contains(session.id());
        assertThat(session(Optional.empty()).id()).isNotEqualTo(session.id());
    }

    @Test
    void whatWasSealedForSomethingElseIsNoSession() {
        String text = session(Optional.empty()).text();

        assertThat(cookie.read(with(cipher.seal(Secret.of(text))))).isEmpty();
        assertThat(cookie.read(with(cipher.sealFor("something else", text)))).isEmpty();
        assertThat(cookie.read(with(new SecretCipher(key(2), List.of()).sealFor("console session", text))))
                .isEmpty();
        assertThat(cookie.read(with(cipher.sealFor("console session", text)))).isPresent();
        assertThatThrownBy(() -> cipher.open(cipher.sealFor("console session", text)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anOldKeyGoesOnToOpenSessions() {
        String sealed =
                cipher.sealFor("console session", session(Optional.empty()).text());
        ConsoleCookie rotated = new ConsoleCookie(new SecretCipher(key(2), List.of(key(1))), () -> now);

        assertThat(rotated.read(with(sealed))).isPresent();
    }

    @Test
    void overTlsACookieThatAnybodyCouldHaveSetIsNone() {
        MockHttpServletRequest request = with(session(Optional.empty()));
        request.setSecure(true);

        assertThat(cookie.read(request)).isEmpty();
    }

    @Test
    void anAddressHasFiveFailuresAMinute() {
        SignInLimit limit = new SignInLimit(() -> now);
        for (int i = 0; i < SignInLimit.MAX_FAILURES; i++) {
            limit.attempt("10.0.0.1");
            limit.succeeded("10.0.0.1");
            limit.attempt("10.0.0.1");
        }

        assertThatThrownBy(() -> limit.attempt("10.0.0.1")).isInstanceOf(Problem.TooMany.class);
        limit.attempt("10.0.0.2");
        now = now.plus(SignInLimit.WINDOW);
        limit.attempt("10.0.0.1");
    }

    @Test
    void aNetworkOfIpv6CountsAsOneAddress() {
        SignInLimit limit = new SignInLimit(() -> now);
        for (int i = 0; i < SignInLimit.MAX_FAILURES; i++) {
            limit.attempt("2001:db8:0:1::" + i);
        }

        assertThatThrownBy(() -> limit.attempt("2001:db8:0:1:ffff::1")).isInstanceOf(Problem.TooMany.class);
        limit.attempt("2001:db8:0:2::1");
    }

    private static ConsoleSession session(Optional<Instant> tokenExpiresAt) {
        return ConsoleSession.begin(Kind.STORED, "some id", NOON, tokenExpiresAt);
    }

    private MockHttpServletRequest with(ConsoleSession session) {
        return with(cipher.sealFor("console session", session.text()));
    }

    private static MockHttpServletRequest with(String value) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setCookies(new Cookie(ConsoleCookie.NAME, value));
        return request;
    }

    private static SealingKey key(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return SealingKey.parse(Base64.getEncoder().encodeToString(bytes));
    }
}
