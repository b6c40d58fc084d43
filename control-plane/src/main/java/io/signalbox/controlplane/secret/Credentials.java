package io.signalbox.controlplane.secret;

import io.signalbox.credentials.CertificateChain;
import io.signalbox.credentials.PrivateKeys;
import io.signalbox.credentials.SecretText;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is wrong with texts that may be references, and with certificates and keys, as far as that can be said without the
 * environment of a node: of a reference only its form is known here. No reason repeats any of a secret.
 */
public final class Credentials {

    private Credentials() {}

    public static Optional<String> textProblem(String text) {
        return problem(text, literal -> {});
    }

    public static Optional<String> certificateProblem(String certificate) {
        return problem(certificate, CertificateChain::parse);
    }

    public static Optional<String> keyProblem(String key) {
        return problem(key, PrivateKeys::parse);
    }

    /** Nothing when either is a reference, or wrong by itself. */
    public static Optional<String> pairProblem(String certificate, Secret key) {
        if (SecretText.isReference(certificate)
                || !key.isLiteral()
                || certificateProblem(certificate).isPresent()
                || keyProblem(key.reveal()).isPresent()) {
            return Optional.empty();
        }
        return PrivateKeys.mismatch(PrivateKeys.parse(key.reveal()), CertificateChain.parse(certificate));
    }

    /** What is wrong with the order of a chain whose key is not known here; nothing when the chain is wrong by itself. */
    public static Optional<String> orderProblem(String certificate, Secret key) {
        return key.isLiteral() || certificateProblem(certificate).isPresent()
                ? Optional.empty()
                : problem(certificate, text -> CertificateChain.parse(text).leafFirst());
    }

    private static Optional<String> problem(String text, Consumer<String> parse) {
        try {
            if (SecretText.parse(text).isLiteral()) {
                parse.accept(text);
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
