package io.signalbox.controlplane.secret;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.signalbox.credentials.SecretText;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Secrets in JSON. What the API shows leaves a property with a literal out and shows a reference as it is. A JSON
 * column has a reference as it is too, and a literal as {@code {"$sealed": "v1:..."}}: no user's text can be taken for
 * one, since users have no say in the names of properties, but for labels, which do not begin with a dollar sign.
 */
public final class SecretJson {

    static final String SEALED = "$sealed";

    private SecretJson() {}

    /** For answers. A property must be a {@code Secret}, not an {@code Optional} of one, to be left out. */
    static JacksonModule shown() {
        return module("secrets as shown", JsonInclude.Include.NON_EMPTY).addSerializer(new Shown());
    }

    /** For columns. */
    public static JacksonModule stored(SecretCipher cipher) {
        return module("secrets as stored", JsonInclude.Include.NON_ABSENT)
                .addSerializer(new Stored(cipher))
                .addDeserializer(Secret.class, new Opened(cipher));
    }

    /** For trees in memory that are compared: a literal stands there as a {@code Secret}, which shows nothing of itself. */
    public static JacksonModule kept() {
        return module("secrets as they are", JsonInclude.Include.NON_ABSENT).addSerializer(new Kept());
    }

    /** Whether this is what {@link #kept} makes of a literal. */
    public static boolean isKept(JsonNode value) {
        return value instanceof POJONode object && object.getPojo() instanceof Secret;
    }

    /** Whether this is what a column has of a literal. */
    public static boolean isSealed(JsonNode stored) {
        return stored.has(SEALED);
    }

    private static SimpleModule module(String name, JsonInclude.Include include) {
        return new SimpleModule(name) {
            @Override
            public void setupModule(SetupContext context) {
                super.setupModule(context);
                context.configOverride(Secret.class)
                        .setInclude(JsonInclude.Value.construct(include, JsonInclude.Include.ALWAYS));
            }
        };
    }

    private static final class Shown extends StdSerializer<Secret> {
        Shown() {
            super(Secret.class);
        }

        @Override
        public boolean isEmpty(SerializationContext context, Secret secret) {
            return secret.isLiteral();
        }

        @Override
        public void serialize(Secret secret, JsonGenerator json, SerializationContext context) {
            if (secret.isLiteral()) {
                json.writeNull(); // where nothing can be left out, as in an array
            } else {
                json.writeString(secret.reveal());
            }
        }
    }

    private static final class Stored extends StdSerializer<Secret> {
        private final SecretCipher cipher;

        Stored(SecretCipher cipher) {
            super(Secret.class);
            this.cipher = cipher;
        }

        @Override
        public void serialize(Secret secret, JsonGenerator json, SerializationContext context) {
            if (secret.isLiteral()) {
                json.writeStartObject();
                json.writeStringProperty(SEALED, cipher.seal(secret));
                json.writeEndObject();
            } else {
                json.writeString(secret.reveal());
            }
        }
    }

    private static final class Kept extends StdSerializer<Secret> {
        Kept() {
            super(Secret.class);
        }

        @Override
        public void serialize(Secret secret, JsonGenerator json, SerializationContext context) {
            if (secret.isLiteral()) {
                json.writeEmbeddedObject(secret);
            } else {
                json.writeString(secret.reveal());
            }
        }
    }

    private static final class Opened extends StdDeserializer<Secret> {
        private final SecretCipher cipher;

        Opened(SecretCipher cipher) {
            super(Secret.class);
            this.cipher = cipher;
        }

        @Override
        public Secret deserialize(JsonParser json, DeserializationContext context) {
            JsonNode value = context.readTree(json);
            if (value.isString() && SecretText.isReference(value.stringValue())) {
                return Secret.of(value.stringValue());
            }
            if (!value.path(SEALED).isString()) {
                return context.reportInputMismatch(Secret.class, "a stored secret does not have the form of one");
            }
            return cipher.open(value.path(SEALED).stringValue());
        }
    }
}
