package io.signalbox.dataplane.layer.access;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What one client may do: nothing without a rule, and what any rule denies is denied, whatever the order of the rules. What
 * is between brokers is never granted. Made once for a client and its rules.
 */
final class Authorizer {

    /** How far a permission reaches. */
    enum Reach {
        /** To every name: requests need not be looked at. */
        ALL,
        /** To some names. */
        SOME,
        NONE
    }

    private static final Set<AclOperation> NEVER =
            EnumSet.of(AclOperation.CLUSTER_ACTION, AclOperation.TWO_PHASE_COMMIT);

    private final Map<ResourceType, Map<AclOperation, Names>> permissions = new EnumMap<>(ResourceType.class);

    /** Of an operation on a type of resource. */
    private record Names(List<Glob> allowed, List<Glob> denied) {

        static final Names NONE = new Names(List.of(), List.of());

        boolean allow(String name) {
            return allowed.stream().anyMatch(glob -> glob.matches(name))
                    && denied.stream().noneMatch(glob -> glob.matches(name));
        }

        Reach reach() {
            if (denied.isEmpty() && allowed.stream().anyMatch(Glob::matchesAll)) {
                return Reach.ALL;
            }
            boolean some =
                    allowed.stream().anyMatch(allows -> denied.stream().noneMatch(denies -> denies.covers(allows)));
            return some ? Reach.SOME : Reach.NONE;
        }
    }

    Authorizer(List<AccessRule> rules) {
        for (ResourceType type : ResourceType.values()) {
            Map<AclOperation, Names> operations = new EnumMap<>(AclOperation.class);
            for (AclOperation operation : EnumSet.complementOf(EnumSet.copyOf(NEVER))) {
                operations.put(
                        operation,
                        new Names(names(rules, type, operation, true), names(rules, type, operation, false)));
            }
            permissions.put(type, operations);
        }
    }

    /** Whether the client may do this to a resource of this name. */
    boolean allows(AclOperation operation, ResourceType type, String name) {
        return names(operation, type).allow(name);
    }

    /** To which names the permission reaches, without looking at any. */
    Reach reach(AclOperation operation, ResourceType type) {
        return names(operation, type).reach();
    }

    private Names names(AclOperation operation, ResourceType type) {
        return permissions.getOrDefault(type, Map.of()).getOrDefault(operation, Names.NONE);
    }

    private static List<Glob> names(
            List<AccessRule> rules, ResourceType type, AclOperation operation, boolean allowed) {
        return rules.stream()
                .filter(rule -> rule.allows() == allowed && rule.type() == type && rule.concerns(operation))
                .flatMap(rule -> rule.names().stream())
                .distinct()
                .toList();
    }
}
