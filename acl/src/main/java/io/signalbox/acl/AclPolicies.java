package io.signalbox.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The enabled {@code acls} policies of a virtual cluster, which are one set of rules. What they come to is worked out once
 * for each principal, and once for all where no rule depends on who it is. For any thread.
 */
public final class AclPolicies {

    /** So many principals are remembered; after that it begins anew. */
    private static final int MAX_REMEMBERED = 10_000;

    private static final Principal ANYONE = Principal.named("", "");

    private final List<AclPolicy> policies;
    private final boolean forAll;
    private final ConcurrentMap<Principal, Authorizer> authorizers = new ConcurrentHashMap<>();

    public AclPolicies(List<AclPolicy> policies) {
        this.policies = List.copyOf(policies);
        this.forAll = policies.stream().allMatch(AclPolicy::isForAll);
    }

    public List<AclPolicy> policies() {
        return policies;
    }

    /**
     * Works out what can be worked out without a client. With many rules that takes longer than whoever comes first should
     * hold up others on its thread.
     */
    public void prepare() {
        policies.forEach(AclPolicy::rules);
        if (forAll) {
            of(ANYONE);
        }
    }

    /** How many rules there are. */
    public int rules() {
        return policies.stream().mapToInt(AclPolicy::count).sum();
    }

    /** What a client may do. */
    public Authorizer of(Principal principal) {
        if (authorizers.size() >= MAX_REMEMBERED) {
            authorizers.clear();
        }
        return authorizers.computeIfAbsent(forAll ? ANYONE : principal, this::evaluate);
    }

    private Authorizer evaluate(Principal principal) {
        List<AclRule> rules = new ArrayList<>();
        Map<String, Object> fields = principal.fields();
        int failures = policies.stream()
                .mapToInt(policy -> policy.addRules(fields, rules))
                .sum();
        return new Authorizer(rules, failures);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AclPolicies that && policies.equals(that.policies);
    }

    @Override
    public int hashCode() {
        return policies.hashCode();
    }

    @Override
    public String toString() {
        return policies.toString();
    }
}
