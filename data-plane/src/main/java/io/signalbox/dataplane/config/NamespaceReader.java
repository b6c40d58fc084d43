package io.signalbox.dataplane.config;

import io.signalbox.acl.Glob;
import io.signalbox.dataplane.config.Namespace.Additional;
import io.signalbox.proto.config.v1.WireAdditionalNames;
import io.signalbox.proto.config.v1.WireNamespace;
import io.signalbox.proto.config.v1.WireVirtualCluster;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
        WireNamespace namespace = body.getNamespace();
        List<WireAdditionalNames> topics = namespace.getAdditionalTopicsList();
        return Optional.of(new Namespace(
                switch (namespace.getMode()) {
                    case NAMESPACE_MODE_HIDE_PREFIX -> Namespace.Mode.HIDE_PREFIX;
                    case NAMESPACE_MODE_ENFORCE_PREFIX -> Namespace.Mode.ENFORCE_PREFIX;
                    case NAMESPACE_MODE_UNSPECIFIED, UNRECOGNIZED ->
                        throw new IllegalArgumentException("the mode of its namespace is not known to this release");
                },
                namespace.getPrefix(),
                additional(topics),
                additional(topics.stream()
                        .filter(WireAdditionalNames::getWarnsOfConflict)
                        .toList()),
                additional(namespace.getAdditionalGroupsList())));
    }

    private static Additional additional(List<WireAdditionalNames> names) {
        return new Additional(
                names.stream().flatMap(some -> some.getNamesList().stream()).collect(Collectors.toSet()),
                names.stream()
                        .map(WireAdditionalNames::getGlob)
                        .filter(glob -> !glob.isEmpty())
                        .map(Glob::parse)
                        .toList());
    }
}
