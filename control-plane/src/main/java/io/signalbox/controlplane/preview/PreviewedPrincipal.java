package io.signalbox.controlplane.preview;

import io.signalbox.acl.Principal;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import java.util.List;

/** The client of a preview. */
final class PreviewedPrincipal {

    /** As {@code context.auth.type} has them. */
    private static final List<String> AUTH_TYPES = List.of(
            "anonymous",
            "client_certificate",
            "sasl_oauth_bearer",
            "sasl_plain",
            "sasl_scram_sha256",
            "sasl_scram_sha512");

    private static final TextRule NAME = TextRule.anything(1, 1_000);

    private PreviewedPrincipal() {}

    static Principal read(BodyReader body) {
        return new Principal(
                body.requiredChoice("type", AUTH_TYPES),
                body.requiredText("name", NAME),
                body.text("id", NAME),
                body.freeObject("metadata"),
                body.freeObject("claims"));
    }
}
