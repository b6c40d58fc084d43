package io.signalbox.dataplane.config;

import io.signalbox.acl.Namespace;
import io.signalbox.proto.config.v1.WireVirtualCluster;
import java.util.Optional;

/** Namespaces of virtual clusters. */
final class NamespaceReader {

    /** Of what a virtual cluster requires. */
    private static final String NAMESPACE = "namespace";

    private NamespaceReader() {}

    static boolean has(WireVirtualCluster body) {
        return body.hasNamespace() || body.getRequiresList().contains(NAMESPACE);
    }

    /**
     * That of a virtual cluster, if it has one.
     *
     * @throws IllegalArgumentException when nothing in the backend cluster can be under it, or it is not known what is
     */
    static Optional<Namespace> read(WireVirtualCluster body) {
        if (!has(body)) {
            return Optional.empty();
        }
        if (!body.hasNamespace()) {
            throw new IllegalArgumentException(
                    "the control plane, of an earlier release, does not say what its namespace is");
        }
        return Optional.of(Namespace.of(body.getNamespace()));
    }
}
