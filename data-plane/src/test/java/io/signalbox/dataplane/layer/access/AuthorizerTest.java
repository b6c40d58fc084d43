package io.signalbox.dataplane.layer.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.layer.access.Authorizer.Reach;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthorizerTest {

    private static final int ROUNDS = 1_000;
    private static final List<String> PATTERNS = List.of("a", "a*", "*", "b?", "[ab]", "abc", "*b*");

    private static final List<String> NAMES = List.of("a", "ab", "abc", "b", "ba");
    private static final List<AclOperation> OPERATIONS = List.of(
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.DELETE,
            AclOperation.ALTER,
            AclOperation.DESCRIBE,
            AclOperation.CREATE,
            AclOperation.ALTER_CONFIGS,
            AclOperation.DESCRIBE_CONFIGS);

    private final Random random = new Random(7);

    @Test
    void nothingIsAllowedWithoutARule() {
        Authorizer none = new Authorizer(List.of());

        assertThat(none.allows(AclOperation.READ, ResourceType.TOPIC, "a")).isFalse();
        assertThat(none.reach(AclOperation.READ, ResourceType.TOPIC)).isEqualTo(Reach.NONE);
    }

    @Test
    void aRuleIsOneForItsTypeOnly() {
        Authorizer authorizer = new Authorizer(List.of(allow("*", AclOperation.READ)));

        assertThat(authorizer.allows(AclOperation.READ, ResourceType.TOPIC, "a"))
                .isTrue();
        assertThat(authorizer.allows(AclOperation.READ, ResourceType.GROUP, "a"))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "WRITE", "DELETE", "ALTER"})
    void whatIsAllowedImpliesDescribing(AclOperation operation) {
        assertThat(new Authorizer(List.of(allow("a", operation)))
                        .allows(AclOperation.DESCRIBE, ResourceType.TOPIC, "a"))
                .isTrue();
    }

    @Test
    void whatIsDeniedImpliesNothing() {
        Authorizer authorizer = new Authorizer(
                List.of(allow("*", AclOperation.READ, AclOperation.DESCRIBE), deny("a", AclOperation.READ)));

        assertThat(authorizer.allows(AclOperation.READ, ResourceType.TOPIC, "a"))
                .isFalse();
        assertThat(authorizer.allows(AclOperation.DESCRIBE, ResourceType.TOPIC, "a"))
                .isTrue();
    }

    @Test
    void describingDeniedDoesNotDenyReading() {
        Authorizer authorizer =
                new Authorizer(List.of(allow("*", AclOperation.READ), deny("a", AclOperation.DESCRIBE)));

        assertThat(authorizer.allows(AclOperation.READ, ResourceType.TOPIC, "a"))
                .isTrue();
        assertThat(authorizer.allows(AclOperation.DESCRIBE, ResourceType.TOPIC, "a"))
                .isFalse();
    }

    @Test
    void alteringConfigsImpliesDescribingThemAndCreatingImpliesNothing() {
        Authorizer authorizer =
                new Authorizer(List.of(allow("a", AclOperation.ALTER_CONFIGS), allow("b", AclOperation.CREATE)));

        assertThat(authorizer.allows(AclOperation.DESCRIBE_CONFIGS, ResourceType.TOPIC, "a"))
                .isTrue();
        assertThat(authorizer.allows(AclOperation.DESCRIBE, ResourceType.TOPIC, "a"))
                .isFalse();
        assertThat(authorizer.allows(AclOperation.DESCRIBE, ResourceType.TOPIC, "b"))
                .isFalse();
    }

    @Test
    void whatIsBetweenBrokersIsNeverGranted() {
        Authorizer all = new Authorizer(List.of(
                new AccessRule(true, ResourceType.CLUSTER, Set.of(AclOperation.ALL), List.of(Glob.parse("*"))),
                new AccessRule(
                        true, ResourceType.TRANSACTIONAL_ID, Set.of(AclOperation.ALL), List.of(Glob.parse("*")))));

        assertThat(all.allows(AclOperation.CREATE, ResourceType.CLUSTER, "kafka-cluster"))
                .isTrue();
        assertThat(all.allows(AclOperation.CLUSTER_ACTION, ResourceType.CLUSTER, "kafka-cluster"))
                .isFalse();
        assertThat(all.allows(AclOperation.TWO_PHASE_COMMIT, ResourceType.TRANSACTIONAL_ID, "t"))
                .isFalse();
    }

    @Test
    void theFirstPolicyOfATutorialNeedsNoLookAtWhatIsRead() {
        Authorizer authorizer = new Authorizer(
                List.of(allow("*", AclOperation.READ, AclOperation.WRITE), deny("blocked", AclOperation.WRITE)));

        assertThat(authorizer.reach(AclOperation.READ, ResourceType.TOPIC)).isEqualTo(Reach.ALL);
        assertThat(authorizer.reach(AclOperation.WRITE, ResourceType.TOPIC)).isEqualTo(Reach.SOME);
        assertThat(authorizer.reach(AclOperation.CREATE, ResourceType.TOPIC)).isEqualTo(Reach.NONE);
    }

    @Test
    void whatIsAllowedAndDeniedAltogetherReachesNothing() {
        Authorizer authorizer =
                new Authorizer(List.of(allow("orders-*", AclOperation.WRITE), deny("o*", AclOperation.WRITE)));

        assertThat(authorizer.reach(AclOperation.WRITE, ResourceType.TOPIC)).isEqualTo(Reach.NONE);
    }

    @Test
    void theOrderOfRulesDoesNotMatterAndWhatAnyDeniesIsDenied() {
        for (int i = 0; i < ROUNDS; i++) {
            List<AccessRule> rules = rules();
            List<AccessRule> shuffled = new ArrayList<>(rules);
            Collections.shuffle(shuffled, random);
            Authorizer one = new Authorizer(rules);
            Authorizer other = new Authorizer(shuffled);

            for (AclOperation operation : OPERATIONS) {
                for (String name : NAMES) {
                    boolean denied = rules.stream()
                            .anyMatch(rule -> !rule.allows()
                                    && rule.operations().contains(operation)
                                    && rule.names().stream().anyMatch(glob -> glob.matches(name)));
                    boolean expected = !denied && isGranted(rules, operation, name);
                    assertThat(one.allows(operation, ResourceType.TOPIC, name))
                            .as("%s of %s by %s", operation, name, rules)
                            .isEqualTo(expected);
                    assertThat(other.allows(operation, ResourceType.TOPIC, name))
                            .as("%s of %s by %s", operation, name, shuffled)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void theReachIsTrueOfEveryName() {
        for (int i = 0; i < ROUNDS; i++) {
            List<AccessRule> rules = rules();
            Authorizer authorizer = new Authorizer(rules);

            for (AclOperation operation : OPERATIONS) {
                List<Boolean> allowed = NAMES.stream()
                        .map(name -> authorizer.allows(operation, ResourceType.TOPIC, name))
                        .toList();
                Reach reach = authorizer.reach(operation, ResourceType.TOPIC);
                if (reach == Reach.ALL) {
                    assertThat(allowed).as("%s by %s", operation, rules).doesNotContain(false);
                } else if (reach == Reach.NONE) {
                    assertThat(allowed).as("%s by %s", operation, rules).doesNotContain(true);
                }
            }
        }
    }

    private static boolean isGranted(List<AccessRule> rules, AclOperation operation, String name) {
        List<AclOperation> granting = switch (operation) {
            case DESCRIBE ->
                List.of(operation, AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE, AclOperation.ALTER);
            case DESCRIBE_CONFIGS -> List.of(operation, AclOperation.ALTER_CONFIGS);
            default -> List.of(operation);
        };
        return rules.stream()
                .anyMatch(rule -> rule.allows()
                        && !Collections.disjoint(rule.operations(), granting)
                        && rule.names().stream().anyMatch(glob -> glob.matches(name)));
    }

    private static AccessRule allow(String pattern, AclOperation... operations) {
        return rule(true, pattern, operations);
    }

    private static AccessRule deny(String pattern, AclOperation... operations) {
        return rule(false, pattern, operations);
    }

    private static AccessRule rule(boolean allows, String pattern, AclOperation... operations) {
        return new AccessRule(
                allows,
                ResourceType.TOPIC,
                Set.copyOf(Arrays.asList(operations)),
                Stream.of(pattern).map(Glob::parse).toList());
    }

    private List<AccessRule> rules() {
        return IntStream.range(0, random.nextInt(7))
                .mapToObj(i -> rule(
                        random.nextInt(3) > 0,
                        PATTERNS.get(random.nextInt(PATTERNS.size())),
                        IntStream.rangeClosed(0, random.nextInt(3))
                                .mapToObj(j -> OPERATIONS.get(random.nextInt(OPERATIONS.size())))
                                .distinct()
                                .toArray(AclOperation[]::new)))
                .toList();
    }
}
