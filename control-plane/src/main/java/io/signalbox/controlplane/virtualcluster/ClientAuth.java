package io.signalbox.controlplane.virtualcluster;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.signalbox.controlplane.body.BodyReader;
import java.util.List;

/** One way in which Kafka clients may make themselves known to a virtual cluster. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(name = "anonymous", value = ClientAuth.Anonymous.class))
public sealed interface ClientAuth {

    <T> T match(Cases<T> cases);

    /** What a reader does with each kind. */
    interface Cases<T> {
        T anonymous(Anonymous auth);
    }

    /** Not at all. */
    record Anonymous() implements ClientAuth {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.anonymous(this);
        }
    }

    static ClientAuth read(BodyReader auth) {
        String type = auth.requiredChoice(
                "type", List.of("anonymous", "sasl_plain", "sasl_scram", "oauth_bearer", "client_certificate"));
        if (!type.equals("anonymous")) {
            auth.ignoreRest();
        }
        if (!type.equals("anonymous") && !type.isEmpty()) {
            auth.refuseAsNotServed("type");
        }
        return new Anonymous();
    }
}
