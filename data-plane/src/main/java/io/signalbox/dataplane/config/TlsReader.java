package io.signalbox.dataplane.config;

import io.signalbox.credentials.CertificateChain;
import io.signalbox.credentials.PrivateKeys;
import io.signalbox.expression.PrincipalMapping;
import io.signalbox.proto.config.v1.TlsVersion;
import io.signalbox.proto.config.v1.WireClientAuthentication;
import io.signalbox.proto.config.v1.WireTlsServer;
import io.signalbox.proto.config.v1.WireTlsTrustBundle;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Turns what users wrote of certificates and keys into what TLS needs; references are resolved here. */
final class TlsReader {

    private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

    private final NodeEnvironment node;
    private final SecretReader secrets;
    private final Function<UUID, Optional<TrustBundle>> bundles;

    TlsReader(NodeEnvironment node, Function<UUID, Optional<TrustBundle>> bundles) {
        this.node = node;
        this.secrets = new SecretReader(node);
        this.bundles = bundles;
    }

    /**
     * Reads a {@code tls_server} policy.
     *
     * @throws IllegalArgumentException naming the property and what is wrong with it
     */
    TlsServer tlsServer(EntityRef policy, WireTlsServer body) {
        CertificateChain chain = secrets.read("certificate", body.getCertificate(), CertificateChain::parse);
        PrivateKey key = secrets.read("key", body.getKey(), PrivateKeys::parse);
        PrivateKeys.mismatch(key, chain).ifPresent(reason -> {
            throw new IllegalArgumentException("its key " + reason);
        });
        TlsServer tls = new TlsServer(
                policy,
                chain,
                key,
                PROTOCOLS.subList(index(body.getMinVersion(), 0), index(body.getMaxVersion(), 1) + 1),
                body.getAllowPlaintext(),
                body.hasClientAuthentication()
                        ? Optional.of(clientAuthentication(body.getClientAuthentication()))
                        : Optional.empty());
        node.servesTls().accept(tls);
        return tls;
    }

    /**
     * Reads a trust bundle.
     *
     * @throws IllegalArgumentException naming the property and what is wrong with it
     */
    TrustBundle trustBundle(WireTlsTrustBundle body) {
        return new TrustBundle(
                body.getName(), secrets.read("trusted_ca", body.getTrustedCa(), CertificateChain::parse));
    }

    private ClientAuthentication clientAuthentication(WireClientAuthentication body) {
        Set<X509Certificate> trusted = new HashSet<>();
        for (String id : body.getTlsTrustBundleIdsList()) {
            TrustBundle bundle = bundles.apply(UUID.fromString(id))
                    .orElseThrow(
                            () -> new IllegalArgumentException("its TLS trust bundle (" + id + ") cannot be used"));
            trusted.addAll(bundle.authorities().certificates());
        }
        return new ClientAuthentication(
                body.getRequired(),
                trusted,
                Optional.of(body.getPrincipalMapping())
                        .filter(expression -> !expression.isEmpty())
                        .map(expression ->
                                SecretReader.named("principal_mapping", () -> PrincipalMapping.parse(expression))));
    }

    /** The names of versions; of none, both. */
    static List<String> protocols(List<TlsVersion> versions) {
        return versions.isEmpty()
                ? PROTOCOLS
                : versions.stream()
                        .map(version -> PROTOCOLS.get(index(version, 0)))
                        .distinct()
                        .sorted()
                        .toList();
    }

    private static int index(TlsVersion version, int unspecified) {
        return switch (version) {
            case TLS_VERSION_1_2 -> 0;
            case TLS_VERSION_1_3 -> 1;
            case TLS_VERSION_UNSPECIFIED -> unspecified;
            case UNRECOGNIZED ->
                throw new IllegalArgumentException(
                        "it asks for a TLS version that this node does not know; run a newer release of the node");
        };
    }
}
