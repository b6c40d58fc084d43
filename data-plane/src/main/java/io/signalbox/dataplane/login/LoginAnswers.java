package io.signalbox.dataplane.login;

import java.util.List;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/** Answers to requests by which clients make themselves known, with a broker's own error codes. */
final class LoginAnswers {

    private LoginAnswers() {}

    static ApiMessage handshake(Errors error, List<String> mechanisms) {
        return new SaslHandshakeResponseData().setErrorCode(error.code()).setMechanisms(mechanisms);
    }

    /** {@code lifetimeMillis} 0: for ever. */
    static ApiMessage authenticated(long lifetimeMillis) {
        return new SaslAuthenticateResponseData().setErrorMessage(null).setSessionLifetimeMs(lifetimeMillis);
    }

    static ApiMessage authenticate(Errors error, String message) {
        return new SaslAuthenticateResponseData().setErrorCode(error.code()).setErrorMessage(message);
    }
}
