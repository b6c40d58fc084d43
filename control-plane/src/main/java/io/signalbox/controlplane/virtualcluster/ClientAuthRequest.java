package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.backendcluster.ScramAlgorithm;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.secret.Credentials;
import io.signalbox.controlplane.secret.Secret;
import io.signalbox.controlplane.virtualcluster.ClientAuth.Anonymous;
import io.signalbox.controlplane.virtualcluster.ClientAuth.ClientCertificate;
import io.signalbox.controlplane.virtualcluster.ClientAuth.FailureMode;
import io.signalbox.controlplane.virtualcluster.ClientAuth.FetchBy;
import io.signalbox.controlplane.virtualcluster.ClientAuth.FetchPrincipal;
import io.signalbox.controlplane.virtualcluster.ClientAuth.Principal;
import io.signalbox.controlplane.virtualcluster.ClientAuth.SaslPlain;
import io.signalbox.controlplane.virtualcluster.ClientAuth.SaslScram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the ways in which clients may make themselves known. */
final class ClientAuthRequest {

    private static final int MAX_PRINCIPALS = 10_000;
    private static final TextRule CREDENTIAL = TextRule.checked(1, Integer.MAX_VALUE, Credentials::textProblem);
    private static final TextRule TEXT = TextRule.anything(1, Integer.MAX_VALUE);
    private static final Mediation[] PLAIN_MEDIATIONS = {Mediation.PASSTHROUGH, Mediation.TERMINATE};
    private static final String FETCH = "fetch_kong_identity_principal";

    private ClientAuthRequest() {}

    /** Of an unknown type, a placeholder, so that the others keep their places in what is said of them. */
    static ClientAuth read(BodyReader auth) {
        String type = auth.requiredChoice(
                "type", List.of("anonymous", "sasl_plain", "sasl_scram", "oauth_bearer", "client_certificate"));
        return switch (type) {
            case "sasl_plain" -> saslPlain(auth);
            case "sasl_scram" -> new SaslScram(auth.requiredChoice("algorithm", ScramAlgorithm.values()), fetch(auth));
            case "oauth_bearer" -> OauthBearerRequest.read(auth);
            case "client_certificate" -> new ClientCertificate(fetch(auth));
            default -> {
                if (type.isEmpty()) {
                    auth.ignoreRest();
                }
                yield new Anonymous();
            }
        };
    }

    /** With the passwords that are stored, where none are sent: each is found by the name of its principal. */
    static List<ClientAuth> keeping(List<ClientAuth> wanted, List<ClientAuth> stored, InvalidParameters invalid) {
        Map<String, Secret> former = new HashMap<>();
        stored.stream()
                .flatMap(auth -> principals(auth).stream())
                .forEach(principal -> former.putIfAbsent(principal.username(), principal.password()));
        List<ClientAuth> kept = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            String field = "authentication[" + i + "].principals";
            kept.add(
                    wanted.get(i) instanceof SaslPlain plain
                                    && plain.principals().isPresent()
                            ? plain.withPrincipals(
                                    keeping(field, plain.principals().get(), former, invalid))
                            : wanted.get(i));
        }
        return List.copyOf(kept);
    }

    static List<Principal> principals(ClientAuth auth) {
        return auth instanceof SaslPlain plain ? plain.principals().orElse(List.of()) : List.of();
    }

    /** What a client of Konnect sends; {@code fetch_by} is not for tokens. */
    static Optional<FetchPrincipal> fetchForToken(BodyReader auth) {
        return auth.object(FETCH).map(fetch -> fetch(fetch, Optional.empty()));
    }

    private static Optional<FetchPrincipal> fetch(BodyReader auth) {
        return auth.object(FETCH).map(fetch -> {
            String key = fetch.requiredObject("fetch_by").requiredText("key", TEXT);
            return fetch(fetch, Optional.of(new FetchBy(key)));
        });
    }

    private static FetchPrincipal fetch(BodyReader fetch, Optional<FetchBy> by) {
        return new FetchPrincipal(
                fetch.requiredText("directory", TEXT), by, fetch.requiredChoice("failure_mode", FailureMode.values()));
    }

    private static SaslPlain saslPlain(BodyReader auth) {
        Mediation mediation = auth.requiredChoice("mediation", PLAIN_MEDIATIONS);
        Set<String> names = new HashSet<>();
        boolean given = auth.has("principals");
        if (!given && mediation == Mediation.TERMINATE) {
            auth.refuse("principals", "required", "is a required field when mediation is terminate");
        }
        List<Principal> principals = auth.list(
                "principals",
                auth.replaces() ? 0 : 1,
                MAX_PRINCIPALS,
                item -> item.object().map(object -> principal(object, names)));
        return new SaslPlain(mediation, given ? Optional.of(principals) : Optional.empty(), fetch(auth));
    }

    private static Principal principal(BodyReader object, Set<String> names) {
        String username = object.requiredText("username", CREDENTIAL);
        if (!username.isEmpty() && !names.add(username)) {
            object.refuse("username", "invalid", "must not be that of another principal");
        }
        return new Principal(username, Secret.of(object.secretText("password", CREDENTIAL)));
    }

    private static List<Principal> keeping(
            String field, List<Principal> wanted, Map<String, Secret> former, InvalidParameters invalid) {
        List<Principal> kept = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Principal principal = wanted.get(i);
            if (principal.password().isLeftOut()) {
                Optional<Secret> password = Optional.ofNullable(former.get(principal.username()));
                if (password.isEmpty()) {
                    invalid.addRequired(field + "[" + i + "].password");
                }
                principal = new Principal(principal.username(), password.orElse(Secret.LEFT_OUT));
            }
            kept.add(principal);
        }
        return List.copyOf(kept);
    }
}
