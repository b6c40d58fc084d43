package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.body.BodyReader;
import java.util.List;

/** TLS towards a backend cluster. */
public record BackendTls(boolean enabled, boolean insecureSkipVerify, List<String> tlsVersions) {

    private static final List<String> VERSIONS = List.of("tls12", "tls13");
    private static final int MAX_VERSIONS = 16;

    public BackendTls {
        tlsVersions = List.copyOf(tlsVersions);
    }

    static BackendTls read(BodyReader tls) {
        if (tls.requiredFlag("enabled")) {
            tls.refuseAsNotServed("enabled");
        }
        tls.notServed("ca_bundle", "client_identity");
        List<String> versions = tls.list("tls_versions", 0, MAX_VERSIONS, item -> item.choice(VERSIONS));
        return new BackendTls(
                false, tls.flag("insecure_skip_verify").orElse(false), versions.isEmpty() ? VERSIONS : versions);
    }
}
