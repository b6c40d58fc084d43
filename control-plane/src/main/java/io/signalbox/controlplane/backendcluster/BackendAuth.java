package io.signalbox.controlplane.backendcluster;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.signalbox.controlplane.body.BodyReader;
import java.util.List;

/** How nodes make themselves known to a backend cluster. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(name = "anonymous", value = BackendAuth.Anonymous.class))
public sealed interface BackendAuth {

    <T> T match(Cases<T> cases);

    /** What a reader does with each kind. */
    interface Cases<T> {
        T anonymous(Anonymous auth);
    }

    /** Not at all. */
    record Anonymous() implements BackendAuth {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.anonymous(this);
        }
    }

    static BackendAuth read(BodyReader auth) {
        String type = auth.requiredChoice("type", List.of("anonymous", "sasl_plain", "sasl_scram"));
        if (!type.equals("anonymous")) {
            auth.ignoreRest();
        }
        if (type.startsWith("sasl")) {
            auth.refuseAsNotServed("type");
        }
        return new Anonymous();
    }
}
