package io.signalbox.controlplane.trustbundle;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.secret.Credentials;
import java.util.Map;
import java.util.Optional;

/** What a client wants a trust bundle to be; what is empty stays as it is. */
record TlsTrustBundleRequest(
        Optional<String> name, String description, Optional<String> trustedCa, Map<String, String> labels) {

    private static final TextRule TRUSTED_CA =
            TextRule.checked(1, Integer.MAX_VALUE, Credentials::certificateProblem); // the body has a limit

    static TlsTrustBundleRequest create(BodyReader body) {
        return read(
                body,
                Optional.of(body.requiredText("name", TextRule.NAME)),
                Optional.of(trustedCa(body.requiredObject("config"))));
    }

    static TlsTrustBundleRequest replace(BodyReader body) {
        body.readOnly("id", "created_at", "updated_at");
        return read(
                body, body.text("name", TextRule.NAME), body.object("config").map(TlsTrustBundleRequest::trustedCa));
    }

    private static TlsTrustBundleRequest read(BodyReader body, Optional<String> name, Optional<String> trustedCa) {
        return new TlsTrustBundleRequest(
                name,
                body.text("description", TextRule.DESCRIPTION).orElse(""),
                trustedCa,
                body.labels().orElse(Map.of()));
    }

    private static String trustedCa(BodyReader config) {
        return config.requiredText("trusted_ca", TRUSTED_CA);
    }
}
