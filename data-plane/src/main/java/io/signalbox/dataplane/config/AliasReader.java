package io.signalbox.dataplane.config;

import io.signalbox.acl.TopicAliases;
import io.signalbox.proto.config.v1.WireVirtualCluster;
import java.util.UUID;

/** Topic aliases of virtual clusters. */
final class AliasReader {

    /** Of what a virtual cluster requires. */
    private static final String ALIASES = "topic_aliases";

    private AliasReader() {}

    static boolean has(WireVirtualCluster body) {
        return body.getTopicAliasesCount() > 0 || body.getRequiresList().contains(ALIASES);
    }

    /**
     * Those of a virtual cluster. Where they have not changed, they are those of the previous image, with all that was
     * worked out of them.
     *
     * @throws IllegalArgumentException when it is not known which there are, or when each of them exists
     */
    static TopicAliases read(UUID cluster, WireVirtualCluster body, RoutingImage previous) {
        if (body.getTopicAliasesCount() == 0 && has(body)) {
            throw new IllegalArgumentException(
                    "the control plane, of an earlier release, does not say what its topic aliases are");
        }
        TopicAliases now = TopicAliases.of(body.getTopicAliasesList());
        return previous.virtualCluster(cluster)
                .map(VirtualCluster::aliases)
                .filter(now::equals)
                .orElse(now);
    }
}
