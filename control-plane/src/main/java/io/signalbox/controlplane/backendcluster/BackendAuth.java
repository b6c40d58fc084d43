package io.signalbox.controlplane.backendcluster;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.signalbox.controlplane.secret.Secret;

/** How nodes authenticate to a backend cluster. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(name = "anonymous", value = BackendAuth.Anonymous.class),
    @Type(name = "sasl_plain", value = BackendAuth.SaslPlain.class),
    @Type(name = "sasl_scram", value = BackendAuth.SaslScram.class)
})
public sealed interface BackendAuth {

    <T> T match(Cases<T> cases);

    /** What a reader does with each kind. */
    interface Cases<T> {
        T anonymous(Anonymous auth);

        T saslPlain(SaslPlain auth);

        T saslScram(SaslScram auth);
    }

    /** Not at all. */
    record Anonymous() implements BackendAuth {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.anonymous(this);
        }
    }

    /** By name and password, of which the former may be a reference, too. */
    record SaslPlain(String username, Secret password) implements BackendAuth {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.saslPlain(this);
        }
    }

    /** SCRAM: the password is proven, not sent. */
    record SaslScram(ScramAlgorithm algorithm, String username, Secret password) implements BackendAuth {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.saslScram(this);
        }
    }
}
