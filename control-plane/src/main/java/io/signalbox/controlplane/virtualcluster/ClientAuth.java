package io.signalbox.controlplane.virtualcluster;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.signalbox.controlplane.backendcluster.ScramAlgorithm;
import io.signalbox.controlplane.body.Spelled;
import io.signalbox.controlplane.secret.Secret;
import java.util.List;
import java.util.Optional;

/** One way in which Kafka clients may make themselves known to a virtual cluster: contract section 4.1. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(name = "anonymous", value = ClientAuth.Anonymous.class),
    @Type(name = "sasl_plain", value = ClientAuth.SaslPlain.class),
    @Type(name = "sasl_scram", value = ClientAuth.SaslScram.class),
    @Type(name = "oauth_bearer", value = ClientAuth.OauthBearer.class),
    @Type(name = "client_certificate", value = ClientAuth.ClientCertificate.class)
})
public sealed interface ClientAuth {

    <T> T match(Cases<T> cases);

    /** Who the client is in a directory of Konnect; here it is kept for those who have one, and never asked. */
    default Optional<FetchPrincipal> fetchKongIdentityPrincipal() {
        return Optional.empty();
    }

    /** What a reader does with each kind. */
    interface Cases<T> {
        T anonymous(Anonymous auth);

        T saslPlain(SaslPlain auth);

        T saslScram(SaslScram auth);

        T oauthBearer(OauthBearer auth);

        T clientCertificate(ClientCertificate auth);
    }

    /** Not at all. */
    record Anonymous() implements ClientAuth {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.anonymous(this);
        }
    }

    /** By name and password: relayed to the broker, or compared with those of the principals. */
    record SaslPlain(
            Mediation mediation,
            Optional<List<Principal>> principals,
            Optional<FetchPrincipal> fetchKongIdentityPrincipal)
            implements ClientAuth {

        /** Those whom a node checks; none where the broker does. */
        public List<Principal> checkedPrincipals() {
            return mediation == Mediation.TERMINATE ? principals.orElse(List.of()) : List.of();
        }

        SaslPlain withPrincipals(List<Principal> others) {
            return new SaslPlain(mediation, Optional.of(others), fetchKongIdentityPrincipal);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.saslPlain(this);
        }
    }

    /** By proof of a password, which is always relayed to the broker. */
    record SaslScram(ScramAlgorithm algorithm, Optional<FetchPrincipal> fetchKongIdentityPrincipal)
            implements ClientAuth {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.saslScram(this);
        }
    }

    /** By a token: relayed, checked and relayed, or checked alone. */
    record OauthBearer(
            Mediation mediation,
            Optional<ClaimsMapping> claimsMapping,
            Optional<Jwks> jwks,
            Optional<Validation> validate,
            Optional<FetchPrincipal> fetchKongIdentityPrincipal)
            implements ClientAuth {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.oauthBearer(this);
        }
    }

    /** By the certificate that the listener's TLS server asks for. */
    record ClientCertificate(Optional<FetchPrincipal> fetchKongIdentityPrincipal) implements ClientAuth {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.clientCertificate(this);
        }
    }

    /** A client that is known; the name may be a reference, too. */
    record Principal(String username, Secret password) {}

    /** Which claims are read for what. */
    record ClaimsMapping(Optional<String> sub, Optional<String> scope) {}

    /** Where the keys are that sign tokens; both durations as they were sent, such as {@code 10s}. */
    record Jwks(String endpoint, String timeout, String cacheExpiration) {}

    /** What a token must say; of several audiences one is enough. */
    record Validation(Optional<List<Audience>> audiences, Optional<String> issuer) {}

    /** The expected audience of a token. */
    record Audience(String name) {}

    /** Absent for tokens is by what the principal is found: they say it. */
    record FetchPrincipal(String directory, Optional<FetchBy> fetchBy, FailureMode failureMode) {}

    /** What is to be done when it cannot be found. */
    enum FailureMode implements Spelled {
        ERROR,
        IGNORE
    }

    /** The property of a principal that is compared. */
    record FetchBy(String key) {}
}
