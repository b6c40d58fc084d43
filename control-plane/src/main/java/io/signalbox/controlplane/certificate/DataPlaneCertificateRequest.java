package io.signalbox.controlplane.certificate;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import java.util.Optional;

/** What a client wants to be registered. */
record DataPlaneCertificateRequest(Optional<String> name, Optional<String> description, String certificate) {

    private static final TextRule CERTIFICATE = TextRule.anything(1, 65_536);

    static DataPlaneCertificateRequest read(BodyReader body) {
        body.readOnly("id", "created_at", "updated_at", "metadata");
        String certificate = body.requiredText("certificate", CERTIFICATE);
        if (!certificate.isEmpty()) {
            try {
                Pem.certificate(certificate);
            } catch (IllegalArgumentException e) {
                body.refuse("certificate", "invalid", String.valueOf(e.getMessage()));
            }
        }
        return new DataPlaneCertificateRequest(
                body.text("name", TextRule.NAME), body.text("description", TextRule.DESCRIPTION), certificate);
    }
}
