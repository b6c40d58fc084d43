package io.signalbox.controlplane.preview;

import io.signalbox.acl.AclPolicies;
import io.signalbox.acl.AclRule;
import io.signalbox.acl.Authorizer;
import io.signalbox.acl.Decision;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a client would be told, and why.
 *
 * @param rule that decides; left out where none does
 * @param reason a sentence
 * @param backendNames what the resource is called in the backend cluster; of several, it is the first that is there
 */
record AccessPreview(String decision, Optional<Rule> rule, String reason, List<String> backendNames) {

    /** A rule of a policy, by its place in {@code config.rules}. */
    record Rule(UUID policyId, Optional<String> policyName, int index, String action) {

        static Rule of(AclRule rule) {
            AclRule.Origin origin = rule.origin();
            return new Rule(
                    origin.policyId(),
                    Optional.of(origin.policyName()).filter(name -> !name.isEmpty()),
                    origin.index(),
                    rule.allows() ? "allow" : "deny");
        }
    }

    static AccessPreview notEnforced(List<String> backendNames) {
        return new AccessPreview(
                "not_enforced",
                Optional.empty(),
                "Nodes decide nothing, because acl_mode is passthrough: the brokers' own rules hold.",
                backendNames);
    }

    static AccessPreview of(AclPolicies policies, AccessPreviewRequest request, List<String> backendNames) {
        Authorizer authorizer = policies.of(request.principal());
        Decision decision = authorizer.decide(request.operation(), request.resourceType(), request.resourceName());
        String failures = authorizer.failures() == 0
                ? ""
                : " " + authorizer.failures() + " of its conditions and expressions cannot be evaluated for this"
                        + " principal: of them only rules that deny count.";
        return new AccessPreview(
                decision.isAllowed() ? "allowed" : "denied",
                decision.rule().map(Rule::of),
                reason(decision) + failures,
                backendNames);
    }

    private static String reason(Decision decision) {
        return decision.rule()
                .map(rule -> decision.isAllowed()
                        ? "A rule allows it, and no rule denies it."
                        : "A rule denies it, and what one denies no other can allow.")
                .orElse("No rule that applies to this principal allows it.");
    }
}
