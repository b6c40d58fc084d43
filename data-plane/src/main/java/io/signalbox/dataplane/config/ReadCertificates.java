package io.signalbox.dataplane.config;

import io.signalbox.credentials.SecretText;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.WireBackendTls;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The certificates of an image that this node has read from its environment: nobody else knows them. Pure. */
public final class ReadCertificates {

    private final List<Read> found = new ArrayList<>();

    private ReadCertificates() {}

    /**
     * One of them.
     *
     * @param entity that has the reference
     * @param trusted whether others' certificates are checked by it; else it is shown to others
     */
    public record Read(UUID entity, boolean trusted, X509Certificate certificate) {}

    /** The leaf of each chain; of trusted authorities, each of them. */
    public static List<Read> of(Resources resources, RoutingImage image) {
        ReadCertificates read = new ReadCertificates();
        Map<UUID, BackendCluster> backends = image.backendClusters();
        Collection<Listener> listeners = image.listeners().values();
        resources.all().forEach(resource -> {
            if (resource.hasListenerPolicy()) {
                read.listener(resource, listeners);
            } else if (resource.hasTlsTrustBundle()) {
                read.bundle(resource, image);
            } else if (resource.hasBackendCluster()) {
                read.backend(resource, backends);
            }
        });
        return read.found;
    }

    private void listener(Resource resource, Collection<Listener> listeners) {
        if (resource.getListenerPolicy().hasTlsServer()
                && SecretText.isReference(
                        resource.getListenerPolicy().getTlsServer().getCertificate())) {
            UUID policy = id(resource);
            listeners.stream()
                    .flatMap(listener -> listener.tls().stream())
                    .filter(tls -> tls.policy().id().equals(policy))
                    .forEach(tls -> add(policy, false, List.of(tls.chain().leaf())));
        }
    }

    private void bundle(Resource resource, RoutingImage image) {
        TrustBundle bundle = image.trustBundles().get(id(resource));
        if (bundle != null
                && SecretText.isReference(resource.getTlsTrustBundle().getTrustedCa())) {
            add(id(resource), true, bundle.authorities().certificates());
        }
    }

    private void backend(Resource resource, Map<UUID, BackendCluster> backends) {
        BackendCluster cluster = backends.get(id(resource));
        if (cluster == null) {
            return;
        }
        WireBackendTls written = resource.getBackendCluster().getTls();
        cluster.tls().ifPresent(tls -> {
            if (SecretText.isReference(written.getCaBundle())) {
                tls.trusted().ifPresent(trusted -> add(cluster.id(), true, trusted));
            }
            if (SecretText.isReference(written.getClientIdentity().getCertificate())) {
                tls.identity()
                        .ifPresent(identity -> add(
                                cluster.id(), false, List.of(identity.chain().leaf())));
            }
        });
    }

    private void add(UUID entity, boolean trusted, Collection<X509Certificate> certificates) {
        certificates.forEach(certificate -> found.add(new Read(entity, trusted, certificate)));
    }

    private static UUID id(Resource resource) {
        return UUID.fromString(resource.getKey().getId());
    }
}
