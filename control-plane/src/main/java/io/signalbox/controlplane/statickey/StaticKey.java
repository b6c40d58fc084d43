package io.signalbox.controlplane.statickey;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.secret.Credentials;
import io.signalbox.controlplane.secret.Secret;
import java.util.Base64;
import java.util.Map;

/** A key of 256 bits for AES. */
public record StaticKey(String name, String description, Map<String, String> labels, Secret value) {

    public static final EntityType<StaticKey> TYPE = new EntityType<>(EntityKind.STATIC_KEY, StaticKey.class);

    private static final int KEY_BYTES = 32;
    private static final TextRule VALUE = TextRule.checked(1, 10_000, Credentials::textProblem);

    static StaticKey read(BodyReader body) {
        Secret value = Secret.of(body.requiredText("value", VALUE));
        if (value.isLiteral() && !value.isLeftOut()) {
            checkLength(body, value);
        }
        return new StaticKey(
                body.requiredText("name", TextRule.NAME),
                body.text("description", TextRule.DESCRIPTION).orElse(""),
                body.labels().orElse(Map.of()),
                value);
    }

    @SuppressWarnings("UnusedException") // the decoder's message quotes the key
    private static void checkLength(BodyReader body, Secret value) {
        try {
            // Command lines print it with a line end.
            byte[] key = Base64.getDecoder().decode(value.reveal().replaceAll("\\s", ""));
            if (key.length != KEY_BYTES) {
                body.refuse("value", "invalid", "must be base64 of " + KEY_BYTES + " bytes, is of " + key.length);
            }
        } catch (IllegalArgumentException e) {
            body.refuse("value", "is_base64", "must be base64 of " + KEY_BYTES + " bytes, or a reference");
        }
    }
}
