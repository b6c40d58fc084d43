package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.policy.TlsServer.Versions;
import io.signalbox.controlplane.secret.Secret;
import java.util.List;
import java.util.Optional;

/** Reads the config of a {@code tls_server} policy. */
final class TlsServerRequest {

    private static final TextRule ANYTHING = TextRule.anything(1, Integer.MAX_VALUE);
    private static final List<String> VERSIONS = List.of(Versions.TLS_1_2, Versions.TLS_1_3);
    private static final Secret NO_KEY = Secret.of("");

    private TlsServerRequest() {}

    /**
     * Reads a config.
     *
     * @param replaces whether a key that is left out is the one that is stored
     */
    static ConfigRequest read(BodyReader config, boolean replaces) {
        List<TlsServer.Certificate> certificates = config.requiredList(
                "certificates", 1, 1, item -> item.object().map(object -> certificate(object, replaces)));
        boolean keepsKey =
                certificates.stream().anyMatch(certificate -> certificate.key().equals(NO_KEY));
        Versions versions =
                config.object("versions").map(TlsServerRequest::versions).orElse(Versions.DEFAULT);
        boolean allowPlaintext = config.flag("allow_plaintext").orElse(false);
        config.notServed("client_authentication");
        return new ConfigRequest(
                new TlsServer(certificates, versions, allowPlaintext, Optional.empty()),
                Optional.empty(),
                keepsKey,
                List.of());
    }

    private static TlsServer.Certificate certificate(BodyReader object, boolean replaces) {
        String certificate = object.requiredText("certificate", ANYTHING);
        if (!certificate.isEmpty()) {
            Credentials.certificateProblem(certificate)
                    .ifPresent(problem -> object.refuse("certificate", "invalid", problem));
        }
        Secret key =
                Secret.of(replaces ? object.text("key", ANYTHING).orElse("") : object.requiredText("key", ANYTHING));
        if (!key.equals(NO_KEY)) {
            Credentials.keyProblem(key)
                    .or(() -> Credentials.pairProblem(certificate, key))
                    .ifPresent(problem -> object.refuse("key", "invalid", problem));
        }
        return new TlsServer.Certificate(certificate, key);
    }

    private static Versions versions(BodyReader object) {
        Versions versions = new Versions(
                object.choice("min", VERSIONS).orElse(Versions.DEFAULT.min()),
                object.choice("max", VERSIONS).orElse(Versions.DEFAULT.max()));
        if (versions.min().compareTo(versions.max()) > 0) {
            object.refuse("min", "invalid", "must not be newer than max");
        }
        return versions;
    }
}
