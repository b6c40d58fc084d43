package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.backendcluster.BackendTls.ClientIdentity;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.secret.Credentials;
import io.signalbox.controlplane.secret.Secret;
import java.util.List;
import java.util.Optional;

/** Reads TLS towards a backend cluster; what it says is checked even while TLS is off. */
final class BackendTlsRequest {

    private static final int MAX_VERSIONS = 16;
    private static final TextRule CERTIFICATE = TextRule.checked(1, Integer.MAX_VALUE, Credentials::certificateProblem);
    private static final TextRule KEY = TextRule.checked(1, Integer.MAX_VALUE, Credentials::keyProblem);

    private BackendTlsRequest() {}

    static BackendTls read(BodyReader tls) {
        List<BackendTls.Version> versions =
                tls.list("tls_versions", 0, MAX_VERSIONS, item -> item.choice(BackendTls.Version.values()));
        return new BackendTls(
                tls.requiredFlag("enabled"),
                tls.flag("insecure_skip_verify").orElse(false),
                tls.text("ca_bundle", CERTIFICATE),
                versions.isEmpty() ? BackendTls.VERSIONS : versions,
                tls.object("client_identity").map(BackendTlsRequest::identity));
    }

    /** With the key that is stored, where none is sent and the certificate is still the same. */
    static BackendTls keeping(BackendTls wanted, BackendTls stored, InvalidParameters invalid) {
        Optional<ClientIdentity> keyless =
                wanted.clientIdentity().filter(identity -> identity.key().isLeftOut());
        if (keyless.isEmpty()) {
            return wanted;
        }
        Optional<ClientIdentity> former = stored.clientIdentity()
                .filter(identity -> identity.certificate().equals(keyless.get().certificate()));
        if (former.isEmpty()) {
            invalid.addRequired("tls.client_identity.key");
        }
        return new BackendTls(
                wanted.enabled(), wanted.insecureSkipVerify(), wanted.caBundle(), wanted.tlsVersions(), former);
    }

    private static ClientIdentity identity(BodyReader object) {
        String certificate = object.requiredText("certificate", CERTIFICATE);
        Secret key = Secret.of(object.secretText("key", KEY));
        Credentials.pairProblem(certificate, key).ifPresent(problem -> object.refuse("key", "invalid", problem));
        Credentials.orderProblem(certificate, key)
                .ifPresent(problem -> object.refuse("certificate", "invalid", problem));
        return new ClientIdentity(certificate, key);
    }
}
