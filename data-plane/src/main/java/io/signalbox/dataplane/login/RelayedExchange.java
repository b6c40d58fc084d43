package io.signalbox.dataplane.login;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import io.signalbox.dataplane.config.ClientAuth;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import javax.security.sasl.SaslException;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerClientInitialResponse;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMessages.ClientFirstMessage;

/** Reads, from an exchange between a client and a broker, who the client is and when the broker is content. Pure. */
final class RelayedExchange {

    private static final String SCRAM_FINAL = "v="; // RFC 5802: the server's signature

    private RelayedExchange() {}

    /** The name in a client's message; empty when this message has none. */
    static Optional<String> principal(ClientAuth entry, byte[] message) {
        try {
            return entry.match(
                    Optional::empty,
                    Optional::empty,
                    plain -> Optional.of(PlainMessage.parse(message).username()),
                    scram -> scramName(message),
                    oauth -> subject(message, oauth.rules().subjectClaim()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a later message, or one that the broker will refuse
        }
    }

    private static Optional<String> scramName(byte[] message) {
        try {
            return Optional.of(ScramFormatter.username(new ClientFirstMessage(message).saslName()));
        } catch (SaslException e) {
            return Optional.empty(); // a later message
        }
    }

    /** Whether the client is in after this answer; some exchanges take more than one. */
    static boolean isOver(ClientAuth entry, SaslAuthenticateResponseData answer) {
        if (answer.errorCode() != Errors.NONE.code()) {
            return false;
        }
        return entry.match(
                () -> false,
                () -> false,
                plain -> true,
                scram -> new String(answer.authBytes(), StandardCharsets.US_ASCII).startsWith(SCRAM_FINAL),
                // What a broker says of a token that it refuses comes without an error code, in the bytes (RFC 7628).
                oauth -> answer.authBytes().length == 0);
    }

    /** What is in the token of a client's message; empty when this message has none. */
    static Optional<Map<String, Object>> claims(ClientAuth entry, byte[] message) {
        return entry.match(
                Optional::empty,
                Optional::empty,
                plain -> Optional.empty(),
                scram -> Optional.empty(),
                oauth -> token(message).map(JWTClaimsSet::toJSONObject));
    }

    private static Optional<String> subject(byte[] message, String claim) {
        return token(message).flatMap(claims -> TokenCheck.text(claims, claim));
    }

    /** One that nobody here checks; a broker may take others than JWTs. */
    private static Optional<JWTClaimsSet> token(byte[] message) {
        try {
            String token = new OAuthBearerClientInitialResponse(message).tokenValue();
            return Optional.ofNullable(JWTParser.parse(token).getJWTClaimsSet());
        } catch (ParseException | SaslException e) {
            return Optional.empty();
        }
    }
}
