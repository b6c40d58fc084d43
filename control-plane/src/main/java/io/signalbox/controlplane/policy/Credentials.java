package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.secret.Secret;
import io.signalbox.credentials.CertificateChain;
import io.signalbox.credentials.PrivateKeys;
import io.signalbox.credentials.SecretText;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is wrong with a certificate and its key, as far as that can be said without the environment of a node: of a
 * reference only its form is known here. No reason repeats any of the key.
 */
final class Credentials {

    private Credentials() {}

    static Optional<String> certificateProblem(String certificate) {
        return problem(certificate, CertificateChain::parse);
    }

    static Optional<String> keyProblem(Secret key) {
        return problem(key.reveal(), PrivateKeys::parse);
    }

    /** Nothing when either is a reference, or wrong by itself. */
    static Optional<String> pairProblem(String certificate, Secret key) {
        if (SecretText.isReference(certificate)
                || !key.isLiteral()
                || certificateProblem(certificate).isPresent()
                || keyProblem(key).isPresent()) {
            return Optional.empty();
        }
        boolean belong = PrivateKeys.belongsTo(
                PrivateKeys.parse(key.reveal()),
                CertificateChain.parse(certificate).leaf());
        return belong ? Optional.empty() : Optional.of("does not belong to the certificate");
    }

    private static Optional<String> problem(String text, Function<String, ?> parse) {
        try {
            if (SecretText.parse(text).isLiteral()) {
                parse.apply(text);
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
