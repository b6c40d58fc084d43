package io.signalbox.controlplane.statickey;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.secret.Credentials;
import io.signalbox.controlplane.secret.Secret;
import java.util.Base64;
import java.util.Map;

/** What a client wants a static key to be, defaults filled in. */
record StaticKeyRequest(String name, String description, Secret value, Map<String, String> labels) {

    private static final int KEY_BYTES = 32;
    private static final TextRule VALUE = TextRule.checked(1, 10_000, Credentials::textProblem);

    static StaticKeyRequest read(BodyReader body) {
        Secret value = Secret.of(body.requiredText("value", VALUE));
        if (value.isLiteral() && !value.isLeftOut()) {
            checkLength(body, value);
        }
        return new StaticKeyRequest(
                body.requiredText("name", TextRule.NAME),
                body.text("description", TextRule.DESCRIPTION).orElse(""),
                value,
                body.labels().orElse(Map.of()));
    }

    @SuppressWarnings("UnusedException") // the decoder's message quotes the key
    private static void checkLength(BodyReader body, Secret value) {
        try {
            // As a command line prints it, there is a line end behind it.
            byte[] key = Base64.getDecoder().decode(value.reveal().replaceAll("\\s", ""));
            if (key.length != KEY_BYTES) {
                body.refuse("value", "invalid", "must be base64 of " + KEY_BYTES + " bytes, is of " + key.length);
            }
        } catch (IllegalArgumentException e) {
            body.refuse("value", "is_base64", "must be base64 of " + KEY_BYTES + " bytes, or a reference");
        }
    }
}
