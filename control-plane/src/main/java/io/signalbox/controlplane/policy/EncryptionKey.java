package io.signalbox.controlplane.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.entity.Attempt;
import io.signalbox.controlplane.entity.Reference;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.proto.config.v1.WireEncryptionKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What records are encrypted with. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "type")
@JsonSubTypes({
    @Type(name = EncryptionKey.AWS, value = EncryptionKey.Aws.class),
    @Type(name = EncryptionKey.STATIC, value = EncryptionKey.Static.class)
})
public sealed interface EncryptionKey {

    String AWS = "aws";
    String STATIC = "static";

    /** Reads the object, which is required; empty when it cannot be known which form it should have. */
    static Optional<Function<Attempt<PolicyConfig>, EncryptionKey>> read(BodyReader owner) {
        BodyReader key = owner.requiredObject("encryption_key");
        String type = key.requiredChoice("type", List.of(AWS, STATIC));
        if (type.isEmpty()) {
            key.ignoreRest();
            return Optional.empty();
        }
        if (type.equals(AWS)) {
            Aws aws = new Aws(key.requiredText("arn", Aws.ARN));
            return Optional.of(attempt -> aws);
        }
        Reference reference = Reference.read(key, "key");
        return Optional.of(attempt -> new Static(attempt.resolveAsSent(reference, EntityKind.STATIC_KEY)));
    }

    default Optional<UUID> reference() {
        return Optional.empty();
    }

    default EncryptionKey shown(Map<UUID, String> names) {
        return this;
    }

    void write(WireEncryptionKey.Builder message);

    /** A key of the AWS key management service, which wraps those that records are encrypted with. */
    @JsonPropertyOrder("type")
    record Aws(String arn) implements EncryptionKey {

        private static final Pattern FORM = Pattern.compile("arn:aws:kms:.+", Pattern.DOTALL);
        private static final TextRule ARN = new TextRule(
                10,
                2048,
                "is_arn",
                text -> FORM.matcher(text).matches() ? Optional.empty() : Optional.of("must begin with arn:aws:kms:"));

        @JsonProperty
        String type() {
            return AWS;
        }

        @Override
        public void write(WireEncryptionKey.Builder message) {
            message.setAwsArn(arn);
        }
    }

    /** One of the gateway's static keys. */
    @JsonPropertyOrder("type")
    record Static(Reference.AsSent key) implements EncryptionKey {

        @JsonProperty
        String type() {
            return STATIC;
        }

        @Override
        public Optional<UUID> reference() {
            return key.meant();
        }

        @Override
        public EncryptionKey shown(Map<UUID, String> names) {
            return new Static(key.shown(names));
        }

        @Override
        public void write(WireEncryptionKey.Builder message) {
            key.meant().ifPresent(id -> message.setStaticKeyId(id.toString()));
        }
    }
}
