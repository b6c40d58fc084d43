package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.Reference;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.policy.TlsServer.ClientAuthentication;
import io.signalbox.controlplane.policy.TlsServer.TrustBundleReference;
import io.signalbox.controlplane.policy.TlsServer.Versions;
import io.signalbox.controlplane.secret.Credentials;
import io.signalbox.controlplane.secret.Secret;
import io.signalbox.expression.PrincipalMapping;
import java.util.List;
import java.util.Optional;

/** Reads the config of a {@code tls_server} policy. */
final class TlsServerRequest {

    private static final int MAX_BUNDLES = 100;
    private static final TextRule EXPRESSION = TextRule.anything(1, PrincipalMapping.MAX_LENGTH);
    private static final TextRule CERTIFICATE = TextRule.checked(1, Integer.MAX_VALUE, Credentials::certificateProblem);
    private static final TextRule KEY = TextRule.checked(1, Integer.MAX_VALUE, Credentials::keyProblem);
    private static final List<String> VERSIONS = List.of(Versions.TLS_1_2, Versions.TLS_1_3);

    private TlsServerRequest() {}

    static ConfigRequest read(BodyReader config) {
        List<TlsServer.Certificate> certificates =
                config.requiredList("certificates", 1, 1, item -> item.object().map(TlsServerRequest::certificate));
        boolean keepsKey =
                certificates.stream().anyMatch(certificate -> certificate.key().isLeftOut());
        Versions versions =
                config.object("versions").map(TlsServerRequest::versions).orElse(Versions.DEFAULT);
        boolean allowPlaintext = config.flag("allow_plaintext").orElse(false);
        Optional<Asked> asked = config.object("client_authentication").map(TlsServerRequest::clientAuthentication);
        return new ConfigRequest(
                new TlsServer(certificates, versions, allowPlaintext, asked.map(Asked::authentication)),
                Optional.empty(),
                asked.map(Asked::trustBundles).orElse(List.of()),
                keepsKey,
                asked.isPresent()
                        ? List.of(new Need(config.field("client_authentication"), RuntimeVersion.V1_1))
                        : List.of());
    }

    private static TlsServer.Certificate certificate(BodyReader object) {
        String certificate = object.requiredText("certificate", CERTIFICATE);
        Secret key = Secret.of(object.secretText("key", KEY));
        Credentials.pairProblem(certificate, key).ifPresent(problem -> object.refuse("key", "invalid", problem));
        Credentials.orderProblem(certificate, key)
                .ifPresent(problem -> object.refuse("certificate", "invalid", problem));
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

    private static Asked clientAuthentication(BodyReader object) {
        String mode =
                object.requiredChoice("mode", List.of(ClientAuthentication.REQUIRED, ClientAuthentication.REQUESTED));
        List<Reference> bundles = object.requiredList("tls_trust_bundles", 1, MAX_BUNDLES, Reference::read);
        Optional<String> mapping = object.text("principal_mapping", EXPRESSION);
        mapping.flatMap(TlsServerRequest::problem)
                .ifPresent(problem -> object.refuse("principal_mapping", "invalid", problem));
        List<TrustBundleReference> asSent = bundles.stream()
                .map(bundle -> new TrustBundleReference(bundle.id(), bundle.name()))
                .toList();
        return new Asked(new ClientAuthentication(mode, asSent, mapping), bundles);
    }

    private static Optional<String> problem(String expression) {
        try {
            PrincipalMapping.parse(expression);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private record Asked(ClientAuthentication authentication, List<Reference> trustBundles) {}
}
