package io.signalbox.dataplane.login;

import io.signalbox.dataplane.config.ClientAuth;
import io.signalbox.dataplane.config.ClientAuth.Mediation;
import io.signalbox.dataplane.config.Password;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.security.sasl.SaslException;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerClientInitialResponse;
import org.jspecify.annotations.Nullable;

/**
 * How one client authenticates: the first of the virtual cluster's entries that fits what it does is used (contract
 * section 4.1). Goes on for as long as the connection, since a client may have to authenticate again (KIP-368). For
 * one event loop.
 */
public final class Login {

    private static final LoginStep PASS = new LoginStep.Pass();
    private static final Password NOBODYS = Password.of("");
    /** The words of a broker, for each of: unknown name, wrong password. */
    private static final String WRONG = "Authentication failed: Invalid username or password";

    private final List<ClientAuth> entries;
    private final Optional<String> certificatePrincipal;
    private final InetAddress address;
    private final Logins shared;

    private @Nullable ClientAuth chosen; // by the handshake that is under way
    private String mechanism = "";
    private Optional<String> relayedName = Optional.empty();
    private Optional<Map<String, Object>> relayedClaims = Optional.empty();
    private Optional<Instant> relayedUntil = Optional.empty();
    private @Nullable Identity identity;

    Login(List<ClientAuth> entries, Optional<String> certificatePrincipal, InetAddress address, Logins shared) {
        this.entries = entries;
        this.certificatePrincipal = certificatePrincipal;
        this.address = address;
        this.shared = shared;
        if (Mechanisms.all(entries).isEmpty()) {
            withoutSasl().ifPresent(found -> identity = found);
        }
    }

    /** Who the client is, once that is known; kept while it authenticates again. */
    public Optional<Identity> identity() {
        return Optional.ofNullable(identity);
    }

    /** Whether the client is in the middle of making itself known, or has not begun. */
    public boolean isOpen() {
        return chosen != null || identity == null;
    }

    /** Whether the client has to authenticate again before anything else. */
    public boolean isExpired(Instant now) {
        return identity != null && identity.expiredAt(now);
    }

    /** The mechanism and mediation that the client chose; both empty before it did, or when it uses no SASL. */
    public String mechanism() {
        return mechanism;
    }

    /** As {@link #mechanism()}. */
    public String mediation() {
        return chosen != null
                ? Mechanisms.mediation(chosen)
                : identity().map(who -> Mechanisms.mediation(who.entry())).orElse("");
    }

    /** A request that has nothing to do with logging in, ApiVersions excepted: the client uses no SASL, or is through. */
    public LoginStep onOtherRequest(Instant now) {
        if (chosen != null) {
            return refused(LoginFailure.AUTHENTICATION_REQUIRED, "a request came in the middle of authentication");
        }
        if (identity != null) {
            return identity.expiredAt(now)
                    ? refused(LoginFailure.SESSION_EXPIRED, "the token of [" + identity.principal() + "] expired")
                    : new LoginStep.Granted(Optional.empty());
        }
        Optional<Identity> found = withoutSasl();
        if (found.isEmpty()) {
            return refused(
                    LoginFailure.AUTHENTICATION_REQUIRED,
                    "it did not authenticate; the virtual cluster takes " + accepted());
        }
        identity = found.get();
        return new LoginStep.Granted(Optional.empty());
    }

    /** A request by which clients authenticate, all of it. */
    public LoginStep onRequest(SeenRequest request, Instant now) {
        ApiMessage body = request.body().orElseThrow();
        return request.api() == ApiKeys.SASL_HANDSHAKE
                ? onHandshake(request.version(), ((SaslHandshakeRequestData) body).mechanism())
                : onAuthenticate(((SaslAuthenticateRequestData) body).authBytes(), now);
    }

    /**
     * A broker's answer to a relayed request. May shorten the session that it grants.
     *
     * @return whether the client is now known
     */
    public boolean onRelayedAnswer(SaslAuthenticateResponseData answer, Instant now) {
        if (chosen == null || !RelayedExchange.isOver(chosen, answer)) {
            return false;
        }
        relayedUntil.ifPresent(end -> {
            long ours = Math.max(Duration.between(now, end).toMillis(), 1);
            long brokers = answer.sessionLifetimeMs();
            answer.setSessionLifetimeMs(brokers > 0 ? Math.min(brokers, ours) : ours);
        });
        identity = new Identity(chosen, mechanism, relayedName.orElse("unknown"), relayedClaims, relayedUntil);
        chosen = null;
        return true;
    }

    /** Whether this client would still be let in, as the same, by other entries. */
    public boolean holdsUnder(List<ClientAuth> others) {
        if (identity == null) {
            return others.equals(entries);
        }
        Optional<ClientAuth> next = identity.mechanism().isEmpty()
                ? Mechanisms.findWithout(others, certificatePrincipal.isPresent())
                : Mechanisms.find(others, identity.mechanism());
        String name = identity.principal();
        return next.map(entry -> concern(entry, name))
                .filter(concern(identity.entry(), name)::equals)
                .isPresent();
    }

    /** What of an entry has to do with a client that is in by it: not the passwords of others. */
    private static Object concern(ClientAuth entry, String name) {
        return entry.match(
                () -> entry,
                () -> entry,
                plain -> List.of(
                        plain.mediation(),
                        Optional.ofNullable(plain.principals().get(name))),
                scram -> scram,
                oauth -> oauth);
    }

    private LoginStep onHandshake(short version, String asked) {
        if (version == 0) {
            return refused(
                    LoginFailure.SASL_HANDSHAKE_V0,
                    "SASL handshake version 0 is not supported: its exchange is not made of Kafka requests",
                    LoginAnswers.handshake(Errors.UNSUPPORTED_VERSION, List.of()));
        }
        List<String> all = Mechanisms.all(entries);
        Optional<ClientAuth> entry = Mechanisms.find(entries, asked);
        if (entry.isEmpty()) {
            return refused(
                    LoginFailure.SASL_MECHANISM_NOT_SUPPORTED,
                    "its SASL mechanism is none of " + all,
                    LoginAnswers.handshake(Errors.UNSUPPORTED_SASL_MECHANISM, all));
        }
        if (identity != null && !identity.mechanism().equals(asked)) {
            return refused(
                    LoginFailure.ILLEGAL_SASL_STATE,
                    "it cannot authenticate anew by another mechanism",
                    LoginAnswers.handshake(Errors.ILLEGAL_SASL_STATE, all));
        }
        chosen = entry.get();
        mechanism = asked;
        return Mechanisms.isRelayed(chosen) ? PASS : new LoginStep.Answer(LoginAnswers.handshake(Errors.NONE, all));
    }

    private LoginStep onAuthenticate(byte[] message, Instant now) {
        if (chosen == null) {
            return refused(
                    LoginFailure.ILLEGAL_SASL_STATE,
                    "it authenticates without a handshake",
                    LoginAnswers.authenticate(Errors.ILLEGAL_SASL_STATE, "SaslAuthenticate without SaslHandshake"));
        }
        ClientAuth entry = chosen;
        return entry.match(
                () -> relay(entry, message),
                () -> relay(entry, message),
                plain -> plain.mediation() == Mediation.TERMINATE
                        ? checkPassword(plain, message)
                        : relay(entry, message),
                scram -> relay(entry, message),
                oauth -> oauth.mediation() == Mediation.PASSTHROUGH
                        ? relay(entry, message)
                        : checkToken(oauth, message, now));
    }

    private LoginStep relay(ClientAuth entry, byte[] message) {
        relayedName = RelayedExchange.principal(entry, message).or(() -> relayedName);
        relayedClaims = RelayedExchange.claims(entry, message).or(() -> relayedClaims);
        return PASS;
    }

    private LoginStep checkPassword(ClientAuth.SaslPlain plain, byte[] message) {
        PlainMessage said;
        try {
            said = PlainMessage.parse(message);
        } catch (IllegalArgumentException e) {
            return failed(WRONG, String.valueOf(e.getMessage()));
        }
        Password password = plain.principals().get(said.username());
        // Of an unknown name a password is compared, too: how long it takes must not tell which names there are.
        boolean good = (password == null ? NOBODYS : password).equals(said.password()) && password != null;
        if (!good) {
            return failed(WRONG, "wrong name or password");
        }
        if (!said.authorizationId().isEmpty() && !said.authorizationId().equals(said.username())) {
            return failed(
                    "Authentication failed: Client requested an authorization id that is different from username",
                    "it asks to act as another");
        }
        return granted(Identity.of(plain, mechanism, said.username()), 0);
    }

    private LoginStep checkToken(ClientAuth.OauthBearer oauth, byte[] message, Instant now) {
        String token;
        try {
            token = new OAuthBearerClientInitialResponse(message).tokenValue();
        } catch (SaslException e) {
            return failed("Authentication failed: not a message of OAUTHBEARER", "not a message of OAUTHBEARER");
        }
        CompletableFuture<TokenVerdict> verdict = shared.tokens.check(token, oauth.rules());
        return new LoginStep.Await(verdict.thenApply(known -> () -> onVerdict(oauth, known, now)));
    }

    private LoginStep onVerdict(ClientAuth.OauthBearer oauth, TokenVerdict verdict, Instant now) {
        return verdict.match(
                good -> onGoodToken(oauth, good, now),
                bad -> failed("Authentication failed: the token is not accepted", "its token: " + bad.reason()),
                unknown -> {
                    chosen = null;
                    return refused(
                            LoginFailure.TOKEN_KEYS_UNAVAILABLE,
                            "its token could not be checked: " + unknown.reason(),
                            LoginAnswers.authenticate(
                                    Errors.SASL_AUTHENTICATION_FAILED, "The token cannot be checked at this time"));
                });
    }

    private LoginStep onGoodToken(ClientAuth.OauthBearer oauth, TokenVerdict.Good good, Instant now) {
        if (oauth.mediation() == Mediation.VALIDATE_FORWARD) {
            relayedName = Optional.of(good.principal());
            relayedClaims = Optional.of(good.claims());
            relayedUntil = Optional.of(good.until());
            return PASS;
        }
        Identity found =
                new Identity(oauth, mechanism, good.principal(), Optional.of(good.claims()), Optional.of(good.until()));
        return granted(found, Math.max(Duration.between(now, good.until()).toMillis(), 1));
    }

    private LoginStep granted(Identity found, long lifetimeMillis) {
        if (identity != null && !identity.principal().equals(found.principal())) {
            return failed(
                    "Cannot change principals during re-authentication",
                    "it authenticates anew as another: [" + found.principal() + "]");
        }
        shared.delays.onSuccess(address);
        identity = found;
        chosen = null;
        return new LoginStep.Granted(Optional.of(LoginAnswers.authenticated(lifetimeMillis)));
    }

    private LoginStep failed(String answer, String detail) {
        return new LoginStep.Refused(
                LoginFailure.AUTHENTICATION_FAILED,
                detail,
                Optional.of(LoginAnswers.authenticate(Errors.SASL_AUTHENTICATION_FAILED, answer)),
                shared.delays.onFailure(address));
    }

    private Optional<Identity> withoutSasl() {
        return Mechanisms.findWithout(entries, certificatePrincipal.isPresent())
                .map(entry -> Identity.of(
                        entry,
                        "",
                        entry.match(
                                () -> Identity.ANONYMOUS,
                                certificatePrincipal::orElseThrow,
                                plain -> Identity.ANONYMOUS,
                                scram -> Identity.ANONYMOUS,
                                oauth -> Identity.ANONYMOUS)));
    }

    private List<String> accepted() {
        List<String> accepted = new ArrayList<>(Mechanisms.all(entries));
        if (entries.contains(new ClientAuth.ClientCertificate())) {
            accepted.add("a client certificate");
        }
        return accepted;
    }

    private static LoginStep refused(LoginFailure failure, String detail) {
        return new LoginStep.Refused(failure, detail, Optional.empty(), Duration.ZERO);
    }

    private static LoginStep refused(LoginFailure failure, String detail, ApiMessage answer) {
        return new LoginStep.Refused(failure, detail, Optional.of(answer), Duration.ZERO);
    }
}
