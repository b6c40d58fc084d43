package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.OauthBearerAuth;
import io.signalbox.proto.config.v1.PlainLogin;
import io.signalbox.proto.config.v1.SaslPlainAuth;
import io.signalbox.proto.config.v1.WireClientAuth;
import io.signalbox.proto.config.v1.WireMediation;
import io.signalbox.proto.config.v1.WireScramAlgorithm;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the ways in which clients may make themselves known; references are resolved here. */
final class ClientAuthReader {

    private static final String DEFAULT_SUBJECT_CLAIM = "sub";

    private final SecretReader secrets;

    ClientAuthReader(NodeEnvironment node) {
        this.secrets = new SecretReader(node);
    }

    /**
     * Reads them in order.
     *
     * @throws IllegalArgumentException naming the property and what is wrong with it
     */
    List<ClientAuth> authentication(List<WireClientAuth> entries) {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("it declares no authentication");
        }
        return entries.stream().map(this::entry).toList();
    }

    private ClientAuth entry(WireClientAuth entry) {
        return switch (entry.getKindCase()) {
            case ANONYMOUS -> new ClientAuth.Anonymous();
            case CLIENT_CERTIFICATE -> new ClientAuth.ClientCertificate();
            case SASL_PLAIN -> plain(entry.getSaslPlain());
            case SASL_SCRAM ->
                new ClientAuth.SaslScram(algorithm(entry.getSaslScram().getAlgorithm()));
            case OAUTH_BEARER -> oauth(entry.getOauthBearer());
            case KIND_NOT_SET -> throw unknown("authentication");
        };
    }

    private ClientAuth plain(SaslPlainAuth body) {
        return switch (mediation(body.getMediation())) {
            case PASSTHROUGH -> new ClientAuth.SaslPlain(ClientAuth.Mediation.PASSTHROUGH, Map.of());
            case TERMINATE -> new ClientAuth.SaslPlain(ClientAuth.Mediation.TERMINATE, principals(body));
            case VALIDATE_FORWARD -> throw unknown("mediation of sasl_plain");
        };
    }

    private Map<String, Password> principals(SaslPlainAuth body) {
        Map<String, Password> principals = new HashMap<>();
        for (PlainLogin principal : body.getPrincipalsList()) {
            String name = secrets.read("principals.username", principal.getUsername(), Function.identity());
            Password password = secrets.read("principals.password", principal.getPassword(), Password::of);
            if (principals.put(name, password) != null) {
                throw new IllegalArgumentException("two of its principals have one name, [" + name + "]");
            }
        }
        return principals;
    }

    private static ClientAuth oauth(OauthBearerAuth body) {
        ClientAuth.Mediation mediation = mediation(body.getMediation());
        if (mediation != ClientAuth.Mediation.PASSTHROUGH
                && body.getJwksEndpoint().isEmpty()) {
            throw new IllegalArgumentException("its oauth_bearer authentication has no jwks, by which to check tokens");
        }
        return new ClientAuth.OauthBearer(
                mediation,
                new TokenRules(
                        text(body.getJwksEndpoint()).map(URI::create),
                        Duration.ofMillis(body.getJwksTimeoutMillis()),
                        Duration.ofMillis(body.getJwksCacheMillis()),
                        text(body.getIssuer()),
                        body.getAudiencesList(),
                        text(body.getSubClaim()).orElse(DEFAULT_SUBJECT_CLAIM)));
    }

    static ScramAlgorithm algorithm(WireScramAlgorithm algorithm) {
        return switch (algorithm) {
            case SCRAM_ALGORITHM_SHA_256 -> ScramAlgorithm.SHA_256;
            case SCRAM_ALGORITHM_SHA_512 -> ScramAlgorithm.SHA_512;
            case SCRAM_ALGORITHM_UNSPECIFIED, UNRECOGNIZED -> throw unknown("SCRAM algorithm");
        };
    }

    private static ClientAuth.Mediation mediation(WireMediation mediation) {
        return switch (mediation) {
            case MEDIATION_PASSTHROUGH -> ClientAuth.Mediation.PASSTHROUGH;
            case MEDIATION_VALIDATE_FORWARD -> ClientAuth.Mediation.VALIDATE_FORWARD;
            case MEDIATION_TERMINATE -> ClientAuth.Mediation.TERMINATE;
            case MEDIATION_UNSPECIFIED, UNRECOGNIZED -> throw unknown("mediation");
        };
    }

    private static Optional<String> text(String text) {
        return Optional.of(text).filter(given -> !given.isEmpty());
    }

    private static IllegalArgumentException unknown(String what) {
        return new IllegalArgumentException(
                "it has a kind of " + what + " that this node does not know; run a newer release of the node");
    }
}
