package io.signalbox.dataplane.config;

import io.signalbox.acl.AclPolicies;
import io.signalbox.acl.AclPolicy;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireVirtualCluster;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The {@code acls} policies of virtual clusters that enforce them. Those that have not changed are taken from the previous
 * image, with all that was worked out of them.
 */
final class AclReader {

    /** Of what a virtual cluster requires: its mode. */
    private static final String ENFORCED = "acl_mode.enforce_on_gateway";

    /** So many are worked out when a client needs them, and more here: most virtual clusters have few, and no clients. */
    private static final int MOST_LATE_RULES = 500;

    private AclReader() {}

    static boolean isEnforced(WireVirtualCluster body) {
        return body.getRequiresList().contains(ENFORCED);
    }

    /**
     * Those of one virtual cluster; empty where it enforces none.
     *
     * @param policies its enabled ones
     * @param former those of the previous image
     * @throws IllegalArgumentException when this release does not know what one of them says
     */
    static Optional<AclPolicies> read(WireVirtualCluster body, List<Resource> policies, Optional<AclPolicies> former) {
        if (!isEnforced(body)) {
            return Optional.empty();
        }
        AclPolicies now = new AclPolicies(
                policies.stream().map(resource -> policy(resource, former)).toList());
        if (former.filter(now::equals).isPresent()) {
            return former;
        }
        if (now.rules() > MOST_LATE_RULES) {
            now.prepare();
        }
        return Optional.of(now);
    }

    private static AclPolicy policy(Resource resource, Optional<AclPolicies> former) {
        UUID id = UUID.fromString(resource.getKey().getId());
        VirtualClusterPolicy policy = resource.getVirtualClusterPolicy();
        if (!policy.hasAcls()) {
            throw new IllegalArgumentException("the policy [" + policy.getName() + "] says nothing that is known here");
        }
        return former.stream()
                .flatMap(policies -> policies.policies().stream())
                .filter(known -> known.isOf(id, policy))
                .findFirst()
                .orElseGet(() -> AclPolicy.of(id, policy));
    }
}
