package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.backendcluster.BackendAuth.Anonymous;
import io.signalbox.controlplane.backendcluster.BackendAuth.SaslPlain;
import io.signalbox.controlplane.backendcluster.BackendAuth.SaslScram;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.secret.Credentials;
import io.signalbox.controlplane.secret.Secret;
import java.util.List;
import java.util.Optional;

/** Reads how nodes authenticate to the brokers. */
final class BackendAuthRequest {

    private static final TextRule CREDENTIAL = TextRule.checked(1, Integer.MAX_VALUE, Credentials::textProblem);

    private BackendAuthRequest() {}

    static BackendAuth read(BodyReader auth) {
        String type = auth.requiredChoice("type", List.of("anonymous", "sasl_plain", "sasl_scram"));
        return switch (type) {
            case "sasl_plain" -> new SaslPlain(username(auth), password(auth));
            case "sasl_scram" ->
                new SaslScram(
                        auth.requiredChoice("algorithm", ScramAlgorithm.values()), username(auth), password(auth));
            default -> {
                if (type.isEmpty()) {
                    auth.ignoreRest();
                }
                yield new Anonymous();
            }
        };
    }

    /** With the password that is stored, where none is sent; one of another kind of authentication is not the same. */
    static BackendAuth keeping(BackendAuth wanted, BackendAuth stored, InvalidParameters invalid) {
        if (wanted instanceof SaslPlain plain && plain.password().isLeftOut()) {
            Optional<Secret> former =
                    stored instanceof SaslPlain known ? Optional.of(known.password()) : Optional.empty();
            return new SaslPlain(plain.username(), orRequired(former, invalid));
        }
        if (wanted instanceof SaslScram scram && scram.password().isLeftOut()) {
            Optional<Secret> former =
                    stored instanceof SaslScram known ? Optional.of(known.password()) : Optional.empty();
            return new SaslScram(scram.algorithm(), scram.username(), orRequired(former, invalid));
        }
        return wanted;
    }

    private static Secret orRequired(Optional<Secret> former, InvalidParameters invalid) {
        if (former.isEmpty()) {
            invalid.addRequired("authentication.password");
        }
        return former.orElse(Secret.LEFT_OUT);
    }

    private static String username(BodyReader auth) {
        return auth.requiredText("username", CREDENTIAL);
    }

    private static Secret password(BodyReader auth) {
        return Secret.of(auth.secretText("password", CREDENTIAL));
    }
}
