package io.signalbox.dataplane.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64URL;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.config.ClientAuth;
import io.signalbox.dataplane.config.ClientAuth.Mediation;
import io.signalbox.dataplane.config.Password;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.ScramAlgorithm;
import io.signalbox.dataplane.config.TokenRules;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {

    private static final Instant NOW = Instant.parse("2026-08-21T10:00:00Z");
    private static final ClientAuth ANONYMOUS = new ClientAuth.Anonymous();
    private static final ClientAuth CERTIFICATE = new ClientAuth.ClientCertificate();
    private static final ClientAuth PLAIN = terminated(Map.of("alice", Password.of("wonder"), "bob", Password.of("b")));
    private static final ClientAuth RELAYED_PLAIN = new ClientAuth.SaslPlain(Mediation.PASSTHROUGH, Map.of());
    private static final ClientAuth SCRAM = new ClientAuth.SaslScram(ScramAlgorithm.SHA_512);
    private static final ClientAuth RELAYED_TOKENS = new ClientAuth.OauthBearer(
            Mediation.PASSTHROUGH,
            new TokenRules(Optional.empty(), Duration.ZERO, Duration.ZERO, Optional.empty(), List.of(), "sub"));

    private final TokenChecks tokens = new TokenChecks(new ProblemBoard());
    private final Logins logins = new Logins(tokens, Logins.Delays.STANDARD);

    @AfterEach
    void close() {
        tokens.close();
    }

    @Test
    void whoSaysNothingIsAnonymousWhereThatIsAllowed() {
        Login login = login(PLAIN, ANONYMOUS);

        LoginStep step = login.onOtherRequest(NOW);

        assertThat(step).isEqualTo(new LoginStep.Granted(Optional.empty()));
        assertThat(login.identity()).contains(Identity.of(ANONYMOUS, "", "anonymous"));
    }

    @Test
    void whoSaysNothingIsTurnedAwayWhereThatIsNotAllowed() {
        Login login = login(PLAIN, CERTIFICATE);

        assertThat(refused(login.onOtherRequest(NOW)).failure()).isEqualTo(LoginFailure.AUTHENTICATION_REQUIRED);
        assertThat(refused(login.onOtherRequest(NOW)).detail()).contains("PLAIN", "a client certificate");
    }

    @Test
    void aCertificateIsEnoughWhereItIsAskedFor() {
        Login login = logins.begin(
                List.of(CERTIFICATE, ANONYMOUS), Optional.of("CN=orders"), InetAddress.getLoopbackAddress());

        assertThat(login.isOpen()).isFalse();
        assertThat(login.identity()).map(Identity::principal).contains("CN=orders");
        assertThat(login.identity()).map(Identity::authType).contains("client_certificate");
    }

    @Test
    void withoutACertificateTheNextEntryThatFitsIsUsed() {
        assertThat(login(CERTIFICATE, ANONYMOUS).identity())
                .map(Identity::principal)
                .contains("anonymous");
    }

    @Test
    void aNameAndItsPasswordAreCheckedHereAndNotRelayed() {
        Login login = login(PLAIN);

        LoginStep chosen = login.onRequest(handshake("PLAIN"), NOW);
        LoginStep known = login.onRequest(plain("alice", "wonder"), NOW);

        assertThat(chosen)
                .isEqualTo(new LoginStep.Answer(
                        new SaslHandshakeResponseData().setErrorCode((short) 0).setMechanisms(List.of("PLAIN"))));
        assertThat(known).isInstanceOf(LoginStep.Granted.class);
        assertThat(login.identity()).map(Identity::principal).contains("alice");
        assertThat(login.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0alice\0wrong",
                "\0nobody\0wonder",
                "\0nobody\0",
                "\0alice\0",
                "alice\0wonder",
                "\0\0wonder",
                "\0alice\0wonder\0",
                "bob\0alice\0wonder",
                ""
            })
    void anythingElseFailsWithABrokersAnswerAndADelay(String message) {
        Login login = login(PLAIN);
        login.onRequest(handshake("PLAIN"), NOW);

        LoginStep.Refused refused = refused(login.onRequest(authenticate(message), NOW));

        assertThat(refused.failure()).isEqualTo(LoginFailure.AUTHENTICATION_FAILED);
        assertThat(refused.delay()).isPositive();
        assertThat(((SaslAuthenticateResponseData) refused.answer().orElseThrow()).errorCode())
                .isEqualTo(Errors.SASL_AUTHENTICATION_FAILED.code());
        assertThat(refused.detail() + refused.answer()).doesNotContain("wonder");
    }

    @Test
    void theAnswerForAnUnknownNameIsThatForAWrongPassword() {
        Login one = login(PLAIN);
        Login other = login(PLAIN);
        one.onRequest(handshake("PLAIN"), NOW);
        other.onRequest(handshake("PLAIN"), NOW);

        assertThat(refused(one.onRequest(plain("nobody", "x"), NOW)).answer())
                .isEqualTo(refused(other.onRequest(plain("alice", "x"), NOW)).answer());
    }

    @Test
    void aMechanismThatIsNotDeclaredIsAnsweredWithThoseThatAre() {
        Login login = login(ANONYMOUS, PLAIN, SCRAM);

        LoginStep.Refused refused = refused(login.onRequest(handshake("GSSAPI"), NOW));

        assertThat(refused.failure()).isEqualTo(LoginFailure.SASL_MECHANISM_NOT_SUPPORTED);
        SaslHandshakeResponseData answer =
                (SaslHandshakeResponseData) refused.answer().orElseThrow();
        assertThat(answer.errorCode()).isEqualTo(Errors.UNSUPPORTED_SASL_MECHANISM.code());
        assertThat(answer.mechanisms()).containsExactly("PLAIN", "SCRAM-SHA-512");
    }

    @Test
    void anAnonymousVirtualClusterHasNoMechanismAtAll() {
        Login login = login(ANONYMOUS);

        SaslHandshakeResponseData answer = (SaslHandshakeResponseData)
                refused(login.onRequest(handshake("PLAIN"), NOW)).answer().orElseThrow();

        assertThat(answer.mechanisms()).isEmpty();
    }

    @Test
    void aHandshakeOfVersion0IsToldSo() {
        LoginStep.Refused refused =
                refused(login(PLAIN).onRequest(request(ApiKeys.SASL_HANDSHAKE, 0, mechanism("PLAIN")), NOW));

        assertThat(refused.failure()).isEqualTo(LoginFailure.SASL_HANDSHAKE_V0);
        assertThat(((SaslHandshakeResponseData) refused.answer().orElseThrow()).errorCode())
                .isEqualTo(Errors.UNSUPPORTED_VERSION.code());
    }

    @Test
    void whatComesOutOfOrderIsRefused() {
        Login early = login(PLAIN);
        Login between = login(PLAIN, ANONYMOUS);
        between.onRequest(handshake("PLAIN"), NOW);

        assertThat(refused(early.onRequest(plain("alice", "wonder"), NOW)).failure())
                .isEqualTo(LoginFailure.ILLEGAL_SASL_STATE);
        assertThat(refused(between.onOtherRequest(NOW)).failure()).isEqualTo(LoginFailure.AUTHENTICATION_REQUIRED);
    }

    @Test
    void aRelayedPasswordIsTheBrokersToCheckAndItsNameIsRead() {
        Login login = login(RELAYED_PLAIN);

        LoginStep chosen = login.onRequest(handshake("PLAIN"), NOW);
        LoginStep said = login.onRequest(plain("carol", "x"), NOW);
        boolean before = login.identity().isPresent();
        boolean known = login.onRelayedAnswer(new SaslAuthenticateResponseData(), NOW);

        assertThat(List.of(chosen, said)).containsOnly(new LoginStep.Pass());
        assertThat(before).isFalse();
        assertThat(known).isTrue();
        assertThat(login.identity()).map(Identity::principal).contains("carol");
        assertThat(login.identity()).map(Identity::isRelayed).contains(true);
    }

    @Test
    void whomTheBrokerRefusesIsNotKnown() {
        Login login = login(RELAYED_PLAIN);
        login.onRequest(handshake("PLAIN"), NOW);
        login.onRequest(plain("carol", "x"), NOW);

        boolean known = login.onRelayedAnswer(
                new SaslAuthenticateResponseData().setErrorCode(Errors.SASL_AUTHENTICATION_FAILED.code()), NOW);

        assertThat(known).isFalse();
        assertThat(refused(login.onOtherRequest(NOW)).failure()).isEqualTo(LoginFailure.AUTHENTICATION_REQUIRED);
    }

    @Test
    void scramIsOverWithTheServersSignature() {
        Login login = login(SCRAM);
        login.onRequest(handshake("SCRAM-SHA-512"), NOW);
        login.onRequest(authenticate("n,,n=d=2Cave,r=abc"), NOW);

        boolean first = login.onRelayedAnswer(answer("r=abcdef,s=c2FsdA==,i=4096"), NOW);
        login.onRequest(authenticate("c=biws,r=abcdef,p=cHJvb2Y="), NOW);
        boolean second = login.onRelayedAnswer(answer("v=c2ln"), NOW);

        assertThat(first).isFalse();
        assertThat(second).isTrue();
        assertThat(login.identity()).map(Identity::principal).contains("d,ave");
        assertThat(login.identity()).map(Identity::authType).contains("sasl_scram_sha512");
    }

    @Test
    void ofARelayedTokenTheSubjectIsReadAndABrokersRefusalIsInTheBytes() {
        Login login = login(RELAYED_TOKENS);
        String token = encoded("{\"alg\":\"RS256\"}") + "." + encoded("{\"sub\":\"erin\"}") + ".c2ln";
        login.onRequest(handshake("OAUTHBEARER"), NOW);
        login.onRequest(authenticate("n,,\u0001auth=Bearer " + token + "\u0001\u0001"), NOW);

        boolean refused = login.onRelayedAnswer(answer("{\"status\":\"invalid_token\"}"), NOW);
        boolean known = login.onRelayedAnswer(answer(""), NOW);

        assertThat(refused).isFalse();
        assertThat(known).isTrue();
        assertThat(login.identity()).map(Identity::principal).contains("erin");
    }

    @Test
    void aClientMayMakeItselfKnownAnewButNotAsAnother() {
        Login login = login(PLAIN);
        login.onRequest(handshake("PLAIN"), NOW);
        login.onRequest(plain("alice", "wonder"), NOW);

        login.onRequest(handshake("PLAIN"), NOW);
        LoginStep again = login.onRequest(plain("alice", "wonder"), NOW);
        login.onRequest(handshake("PLAIN"), NOW);
        LoginStep other = login.onRequest(plain("bob", "b"), NOW);

        assertThat(again).isInstanceOf(LoginStep.Granted.class);
        assertThat(refused(other).failure()).isEqualTo(LoginFailure.AUTHENTICATION_FAILED);
    }

    @Test
    void theDelayDoublesWithEachFailureOfAnAddressUntilOneSucceeds() {
        Login login = login(PLAIN);

        Duration first = failOnce(login);
        Duration second = failOnce(login);
        login.onRequest(handshake("PLAIN"), NOW);
        login.onRequest(plain("alice", "wonder"), NOW);
        Duration afterSuccess = failOnce(login(PLAIN));

        assertThat(second).isEqualTo(first.multipliedBy(2));
        assertThat(afterSuccess).isEqualTo(first);
    }

    @Test
    void anotherPasswordOfAnotherPrincipalConcernsNobodyElse() {
        Login login = login(PLAIN, ANONYMOUS);
        login.onRequest(handshake("PLAIN"), NOW);
        login.onRequest(plain("alice", "wonder"), NOW);

        assertThat(login.holdsUnder(
                        List.of(terminated(Map.of("alice", Password.of("wonder"), "dora", Password.of("d"))), SCRAM)))
                .isTrue();
        assertThat(login.holdsUnder(List.of(terminated(Map.of("alice", Password.of("another"))))))
                .isFalse();
        assertThat(login.holdsUnder(List.of(terminated(Map.of("bob", Password.of("b"))))))
                .isFalse();
        assertThat(login.holdsUnder(List.of(RELAYED_PLAIN))).isFalse();
        assertThat(login.holdsUnder(List.of(ANONYMOUS))).isFalse();
    }

    @Test
    void whoIsAnonymousStaysAsLongAsThatIsAllowed() {
        Login login = login(ANONYMOUS);

        assertThat(login.holdsUnder(List.of(PLAIN, ANONYMOUS))).isTrue();
        assertThat(login.holdsUnder(List.of(PLAIN))).isFalse();
    }

    private Duration failOnce(Login login) {
        login.onRequest(handshake("PLAIN"), NOW);
        return refused(login.onRequest(plain("alice", "guess"), NOW)).delay();
    }

    private Login login(ClientAuth... entries) {
        return logins.begin(List.of(entries), Optional.empty(), InetAddress.getLoopbackAddress());
    }

    private static ClientAuth terminated(Map<String, Password> principals) {
        return new ClientAuth.SaslPlain(Mediation.TERMINATE, principals);
    }

    private static LoginStep.Refused refused(LoginStep step) {
        assertThat(step).isInstanceOf(LoginStep.Refused.class);
        return (LoginStep.Refused) step;
    }

    private static SeenRequest handshake(String mechanism) {
        return request(ApiKeys.SASL_HANDSHAKE, 1, mechanism(mechanism));
    }

    private static ApiMessage mechanism(String mechanism) {
        return new SaslHandshakeRequestData().setMechanism(mechanism);
    }

    private static SeenRequest plain(String name, String password) {
        return authenticate("\0" + name + "\0" + password);
    }

    private static SeenRequest authenticate(String message) {
        return request(
                ApiKeys.SASL_AUTHENTICATE,
                2,
                new SaslAuthenticateRequestData().setAuthBytes(message.getBytes(StandardCharsets.UTF_8)));
    }

    private static SaslAuthenticateResponseData answer(String bytes) {
        return new SaslAuthenticateResponseData().setAuthBytes(bytes.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String json) {
        return Base64URL.encode(json).toString();
    }

    private static SeenRequest request(ApiKeys key, int version, ApiMessage body) {
        RequestHeaderData header =
                new RequestHeaderData().setRequestApiKey(key.id).setRequestApiVersion((short) version);
        ByteBuf frame = FrameWriter.encode(
                header,
                key.requestHeaderVersion((short) version),
                body,
                (short) version,
                UnpooledByteBufAllocator.DEFAULT);
        try {
            return SeenRequest.read(frame, key, (short) version);
        } finally {
            frame.release();
        }
    }
}
