package io.signalbox.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.acl.Authorizer.Reach;
import io.signalbox.proto.config.v1.AclAction;
import io.signalbox.proto.config.v1.AclOperation;
import io.signalbox.proto.config.v1.AclResourceType;
import io.signalbox.proto.config.v1.AclRule;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireAcls;
import io.signalbox.proto.config.v1.WireNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AclPoliciesTest {

    private static final String ALICE_ONLY = "context.auth.principal.name == 'alice'";
    private static final String BY_CLAIM = "[context.auth.token.claims.prefix + '*']";

    @Test
    void aPolicyAppliesToThoseForWhomItsConditionHolds() {
        AclPolicies policies = policies(policy("who", ALICE_ONLY, rule(true, AclOperation.ACL_OPERATION_READ, "a")));

        assertThat(policies.of(named("alice")).allows(Operation.READ, ResourceType.TOPIC, "a"))
                .isTrue();
        assertThat(policies.of(named("bob")).allows(Operation.READ, ResourceType.TOPIC, "a"))
                .isFalse();
        assertThat(policies.of(named("bob")).failures()).isZero();
    }

    @Test
    void ofAConditionThatFailsOnlyWhatIsDeniedCounts() {
        AclPolicies policies = policies(
                policy("all", "", rule(true, AclOperation.ACL_OPERATION_READ, "*")),
                policy(
                        "claims",
                        "context.auth.token.claims.admin == true",
                        rule(true, AclOperation.ACL_OPERATION_WRITE, "*"),
                        rule(false, AclOperation.ACL_OPERATION_READ, "secret")));

        Authorizer authorizer = policies.of(named("alice"));

        assertThat(authorizer.allows(Operation.READ, ResourceType.TOPIC, "a")).isTrue();
        assertThat(authorizer.allows(Operation.WRITE, ResourceType.TOPIC, "a")).isFalse();
        assertThat(authorizer.allows(Operation.READ, ResourceType.TOPIC, "secret"))
                .isFalse();
        assertThat(authorizer.failures()).isOne();
    }

    @Test
    void ofNamesThatFailADenyingRuleDeniesEverythingAndAnAllowingOneAllowsNothing() {
        AclPolicies policies = policies(policy(
                "who",
                "",
                rule(true, AclOperation.ACL_OPERATION_READ, "*"),
                byExpression(true, AclOperation.ACL_OPERATION_WRITE, BY_CLAIM),
                byExpression(false, AclOperation.ACL_OPERATION_READ, BY_CLAIM)));

        Authorizer authorizer = policies.of(named("alice"));

        assertThat(authorizer.reach(Operation.READ, ResourceType.TOPIC)).isEqualTo(Reach.NONE);
        assertThat(authorizer.reach(Operation.WRITE, ResourceType.TOPIC)).isEqualTo(Reach.NONE);
    }

    @Test
    void namesMayDependOnAClaimWhoseWildcardsAreTextOnly() {
        AclPolicies policies =
                policies(policy("who", "", byExpression(true, AclOperation.ACL_OPERATION_READ, BY_CLAIM)));

        Authorizer eu = policies.of(withClaims(Map.of("prefix", "eu-")));
        Authorizer greedy = policies.of(withClaims(Map.of("prefix", "*")));

        assertThat(eu.allows(Operation.READ, ResourceType.TOPIC, "eu-orders")).isTrue();
        assertThat(eu.allows(Operation.READ, ResourceType.TOPIC, "us-orders")).isFalse();
        assertThat(greedy.allows(Operation.READ, ResourceType.TOPIC, "eu-orders"))
                .isFalse();
        assertThat(greedy.allows(Operation.READ, ResourceType.TOPIC, "*-orders"))
                .isTrue();
    }

    @Test
    void policiesAreOneSetOfRulesAndTheRuleThatDecidedIsKnown() {
        AclPolicies policies = policies(
                policy("deny", "", rule(false, AclOperation.ACL_OPERATION_WRITE, "blocked")),
                policy(
                        "allow",
                        "",
                        rule(true, AclOperation.ACL_OPERATION_READ, "*"),
                        rule(true, AclOperation.ACL_OPERATION_ALL, "*")));
        Authorizer authorizer = policies.of(named("alice"));

        assertThat(text(authorizer.decide(Operation.WRITE, ResourceType.TOPIC, "blocked")))
                .isEqualTo("false by rule 0 of policy [deny]");
        assertThat(text(authorizer.decide(Operation.WRITE, ResourceType.TOPIC, "other")))
                .isEqualTo("true by rule 1 of policy [allow]");
        assertThat(text(authorizer.decide(Operation.WRITE, ResourceType.GROUP, "other")))
                .isEqualTo("false by nothing");
    }

    @Test
    void whereNoRuleDependsOnWhoItIsAllShareOneAuthorizer() {
        AclPolicies fixed = policies(policy("a", "", rule(true, AclOperation.ACL_OPERATION_READ, "*")));
        AclPolicies conditional = policies(policy("a", ALICE_ONLY, rule(true, AclOperation.ACL_OPERATION_READ, "*")));

        assertThat(fixed.of(named("alice"))).isSameAs(fixed.of(named("bob")));
        assertThat(conditional.of(named("alice")))
                .isSameAs(conditional.of(named("alice")))
                .isNotSameAs(conditional.of(named("bob")));
    }

    @Test
    void whatWasPreparedIsWhatClientsGet() {
        AclPolicies fixed = policies(policy("a", "", rule(true, AclOperation.ACL_OPERATION_READ, "*")));
        AclPolicies conditional = policies(policy("a", ALICE_ONLY, rule(true, AclOperation.ACL_OPERATION_READ, "x")));

        fixed.prepare();
        conditional.prepare();

        assertThat(fixed.of(named("alice")).allows(Operation.READ, ResourceType.TOPIC, "x"))
                .isTrue();
        assertThat(conditional.of(named("alice")).allows(Operation.READ, ResourceType.TOPIC, "x"))
                .isTrue();
        assertThat(conditional.of(named("bob")).allows(Operation.READ, ResourceType.TOPIC, "x"))
                .isFalse();
        assertThat(fixed.rules()).isEqualTo(1);
    }

    @Test
    void whatThisReleaseDoesNotKnowIsNotAppliedInPart() {
        VirtualClusterPolicy unknown = policy(
                "new",
                "",
                rule(true, AclOperation.ACL_OPERATION_READ, "*").setActionValue(99),
                rule(true, AclOperation.ACL_OPERATION_READ, "*"));

        assertThatThrownBy(() -> AclPolicy.of(new UUID(0, 1), unknown))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("action of rule 0");
    }

    private static AclPolicies policies(VirtualClusterPolicy... policies) {
        return new AclPolicies(Stream.of(policies)
                .map(policy -> AclPolicy.of(new UUID(0, policy.getName().hashCode()), policy))
                .toList());
    }

    private static VirtualClusterPolicy policy(String name, String condition, AclRule.Builder... rules) {
        WireAcls.Builder acls = WireAcls.newBuilder();
        List.of(rules).forEach(acls::addRules);
        return VirtualClusterPolicy.newBuilder()
                .setName(name)
                .setCondition(condition)
                .setAcls(acls)
                .build();
    }

    private static AclRule.Builder rule(boolean allows, AclOperation operation, String... names) {
        return AclRule.newBuilder()
                .setAction(allows ? AclAction.ACL_ACTION_ALLOW : AclAction.ACL_ACTION_DENY)
                .setResourceType(AclResourceType.ACL_RESOURCE_TYPE_TOPIC)
                .addOperations(operation)
                .setResourceNames(WireNames.newBuilder().addAllNames(List.of(names)));
    }

    private static AclRule.Builder byExpression(boolean allows, AclOperation operation, String expression) {
        return rule(allows, operation).setResourceNames(WireNames.newBuilder().setExpression(expression));
    }

    private static Principal named(String name) {
        return Principal.named("sasl_plain", name);
    }

    private static Principal withClaims(Map<String, Object> claims) {
        return new Principal("sasl_oauth_bearer", "alice", Optional.empty(), Optional.empty(), Optional.of(claims));
    }

    private static String text(Decision decision) {
        return decision.isAllowed() + " by "
                + decision.rule().map(rule -> rule.origin().toString()).orElse("nothing");
    }
}
