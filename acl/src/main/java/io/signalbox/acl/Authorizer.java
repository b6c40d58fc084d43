package io.signalbox.acl;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one client may do: nothing without a rule, and what any rule denies is denied, whatever the order of the rules. What
 * is between brokers is never granted. Made once for clients that the same rules apply to. Safe for many threads.
 */
public final class Authorizer {

    /** Of a client to whom no rule applies. */
    public static final Authorizer NOTHING = new Authorizer(List.of(), 0);

    private static final Permission NONE = new Permission(Names.NONE, Names.NONE, Reach.NONE);

    private final Map<ResourceType, Map<Operation, Permission>> permissions = new EnumMap<>(ResourceType.class);
    private final int failures;

    /** How far a permission reaches. */
    public enum Reach {
        /** To every name: requests need not be looked at. */
        ALL,
        /** To some names. */
        SOME,
        NONE
    }

    /** Of an operation on a type of resource. */
    private record Permission(Names allowed, Names denied, Reach reach) {

        static Permission of(Names allowed, Names denied) {
            Reach reach = denied.isEmpty() && allowed.matchesAll()
                    ? Reach.ALL
                    : allowed.reachBeyond(denied) ? Reach.SOME : Reach.NONE;
            return new Permission(allowed, denied, reach);
        }
    }

    /**
     * Of the rules that apply.
     *
     * @param failures of conditions and expressions
     */
    Authorizer(List<AclRule> rules, int failures) {
        this.failures = failures;
        for (ResourceType type : ResourceType.values()) {
            List<AclRule> ofType =
                    rules.stream().filter(rule -> rule.type() == type).toList();
            if (!ofType.isEmpty()) {
                permissions.put(type, operations(ofType));
            }
        }
    }

    private static Map<Operation, Permission> operations(List<AclRule> rules) {
        Map<Operation, Permission> operations = new EnumMap<>(Operation.class);
        for (Operation operation : Operation.values()) {
            Names allowed = names(rules, operation, true);
            Names denied = names(rules, operation, false);
            if (operation.isGrantable() && !(allowed.isEmpty() && denied.isEmpty())) {
                operations.put(operation, Permission.of(allowed, denied));
            }
        }
        return operations;
    }

    /** Whether the client may do this to a resource of this name. */
    public boolean allows(Operation operation, ResourceType type, String name) {
        Permission permission = permission(operation, type);
        return permission.reach == Reach.ALL
                || (permission.allowed.find(name) != null && permission.denied.find(name) == null);
    }

    /** As {@link #allows}, and by which rule. */
    public Decision decide(Operation operation, ResourceType type, String name) {
        Permission permission = permission(operation, type);
        @Nullable AclRule denying = permission.denied.find(name);
        @Nullable AclRule allowing = permission.allowed.find(name);
        return denying == null
                ? new Decision(allowing != null, Optional.ofNullable(allowing))
                : new Decision(false, Optional.of(denying));
    }

    /** To which names the permission reaches, without looking at any. */
    public Reach reach(Operation operation, ResourceType type) {
        return permission(operation, type).reach;
    }

    /** How many conditions and expressions could not be evaluated for the client. */
    public int failures() {
        return failures;
    }

    private Permission permission(Operation operation, ResourceType type) {
        return permissions.getOrDefault(type, Map.of()).getOrDefault(operation, NONE);
    }

    private static Names names(List<AclRule> rules, Operation operation, boolean allowed) {
        return new Names(rules.stream()
                .filter(rule -> rule.allows() == allowed && rule.concerns(operation))
                .toList());
    }
}
