package io.signalbox.controlplane.trustbundle;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.secret.Credentials;
import java.util.Map;

/** Certificate authorities whose clients are trusted. */
public record TlsTrustBundle(String name, String description, Config config, Map<String, String> labels) {

    public static final EntityType<TlsTrustBundle> TYPE =
            new EntityType<>(EntityKind.TLS_TRUST_BUNDLE, TlsTrustBundle.class);

    private static final TextRule TRUSTED_CA =
            TextRule.checked(1, Integer.MAX_VALUE, Credentials::certificateProblem); // the body has a limit

    /** One or more certificates as they were sent, byte for byte: PEM, base64 of PEM, or a reference. */
    public record Config(String trustedCa) {
        private static final Config LEFT_OUT = new Config("");
    }

    /** Of a PUT, name and config may be left out. */
    static TlsTrustBundle read(BodyReader body) {
        body.readOnly("id", "created_at", "updated_at");
        return new TlsTrustBundle(
                body.replaces()
                        ? body.text("name", TextRule.NAME).orElse("")
                        : body.requiredText("name", TextRule.NAME),
                body.text("description", TextRule.DESCRIPTION).orElse(""),
                body.replaces()
                        ? body.object("config").map(TlsTrustBundle::config).orElse(Config.LEFT_OUT)
                        : config(body.requiredObject("config")),
                body.labels().orElse(Map.of()));
    }

    /** With what is stored, where it was left out. */
    TlsTrustBundle keeping(TlsTrustBundle stored) {
        return new TlsTrustBundle(
                name.isEmpty() ? stored.name : name,
                description,
                config.equals(Config.LEFT_OUT) ? stored.config : config,
                labels);
    }

    private static Config config(BodyReader config) {
        return new Config(config.requiredText("trusted_ca", TRUSTED_CA));
    }
}
