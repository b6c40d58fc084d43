package io.signalbox.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.acl.Authorizer.Reach;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthorizerTest {

    private static final AclRule.Origin ORIGIN = new AclRule.Origin(new UUID(0, 1), "who", 0);
    private static final int ROUNDS = 1_000;
    private static final List<String> PATTERNS = List.of("a", "a*", "*", "b?", "[ab]", "abc", "*b*");

    private static final List<String> NAMES = List.of("a", "ab", "abc", "b", "ba");
    private static final List<Operation> OPERATIONS = List.of(
            Operation.READ,
            Operation.WRITE,
            Operation.DELETE,
            Operation.ALTER,
            Operation.DESCRIBE,
            Operation.CREATE,
            Operation.ALTER_CONFIGS,
            Operation.DESCRIBE_CONFIGS);

    private final Random random = new Random(7);

    @Test
    void nothingIsAllowedWithoutARule() {
        Authorizer none = authorizer(List.of());

        assertThat(none.allows(Operation.READ, ResourceType.TOPIC, "a")).isFalse();
        assertThat(none.reach(Operation.READ, ResourceType.TOPIC)).isEqualTo(Reach.NONE);
    }

    @Test
    void aRuleIsOneForItsTypeOnly() {
        Authorizer authorizer = authorizer(List.of(allow("*", Operation.READ)));

        assertThat(authorizer.allows(Operation.READ, ResourceType.TOPIC, "a")).isTrue();
        assertThat(authorizer.allows(Operation.READ, ResourceType.GROUP, "a")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "WRITE", "DELETE", "ALTER"})
    void whatIsAllowedImpliesDescribing(Operation operation) {
        assertThat(authorizer(List.of(allow("a", operation))).allows(Operation.DESCRIBE, ResourceType.TOPIC, "a"))
                .isTrue();
    }

    @Test
    void whatIsDeniedImpliesNothing() {
        Authorizer authorizer =
                authorizer(List.of(allow("*", Operation.READ, Operation.DESCRIBE), deny("a", Operation.READ)));

        assertThat(authorizer.allows(Operation.READ, ResourceType.TOPIC, "a")).isFalse();
        assertThat(authorizer.allows(Operation.DESCRIBE, ResourceType.TOPIC, "a"))
                .isTrue();
    }

    @Test
    void describingDeniedDoesNotDenyReading() {
        Authorizer authorizer = authorizer(List.of(allow("*", Operation.READ), deny("a", Operation.DESCRIBE)));

        assertThat(authorizer.allows(Operation.READ, ResourceType.TOPIC, "a")).isTrue();
        assertThat(authorizer.allows(Operation.DESCRIBE, ResourceType.TOPIC, "a"))
                .isFalse();
    }

    @Test
    void alteringConfigsImpliesDescribingThemAndCreatingImpliesNothing() {
        Authorizer authorizer = authorizer(List.of(allow("a", Operation.ALTER_CONFIGS), allow("b", Operation.CREATE)));

        assertThat(authorizer.allows(Operation.DESCRIBE_CONFIGS, ResourceType.TOPIC, "a"))
                .isTrue();
        assertThat(authorizer.allows(Operation.DESCRIBE, ResourceType.TOPIC, "a"))
                .isFalse();
        assertThat(authorizer.allows(Operation.DESCRIBE, ResourceType.TOPIC, "b"))
                .isFalse();
    }

    @Test
    void whatIsBetweenBrokersIsNeverGranted() {
        Authorizer all = authorizer(List.of(
                new AclRule(ORIGIN, true, ResourceType.CLUSTER, Set.of(Operation.values()), List.of(Glob.parse("*"))),
                new AclRule(
                        ORIGIN,
                        true,
                        ResourceType.TRANSACTIONAL_ID,
                        Set.of(Operation.values()),
                        List.of(Glob.parse("*")))));

        assertThat(all.allows(Operation.CREATE, ResourceType.CLUSTER, "kafka-cluster"))
                .isTrue();
        assertThat(all.allows(Operation.CLUSTER_ACTION, ResourceType.CLUSTER, "kafka-cluster"))
                .isFalse();
        assertThat(all.allows(Operation.TWO_PHASE_COMMIT, ResourceType.TRANSACTIONAL_ID, "t"))
                .isFalse();
    }

    @Test
    void theFirstPolicyOfATutorialNeedsNoLookAtWhatIsRead() {
        Authorizer authorizer =
                authorizer(List.of(allow("*", Operation.READ, Operation.WRITE), deny("blocked", Operation.WRITE)));

        assertThat(authorizer.reach(Operation.READ, ResourceType.TOPIC)).isEqualTo(Reach.ALL);
        assertThat(authorizer.reach(Operation.WRITE, ResourceType.TOPIC)).isEqualTo(Reach.SOME);
        assertThat(authorizer.reach(Operation.CREATE, ResourceType.TOPIC)).isEqualTo(Reach.NONE);
    }

    @Test
    void whatIsAllowedAndDeniedAltogetherReachesNothing() {
        Authorizer authorizer = authorizer(List.of(allow("orders-*", Operation.WRITE), deny("o*", Operation.WRITE)));

        assertThat(authorizer.reach(Operation.WRITE, ResourceType.TOPIC)).isEqualTo(Reach.NONE);
    }

    @Test
    void theOrderOfRulesDoesNotMatterAndWhatAnyDeniesIsDenied() {
        for (int i = 0; i < ROUNDS; i++) {
            List<AclRule> rules = rules();
            List<AclRule> shuffled = new ArrayList<>(rules);
            Collections.shuffle(shuffled, random);
            Authorizer one = authorizer(rules);
            Authorizer other = authorizer(shuffled);

            for (Operation operation : OPERATIONS) {
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
            List<AclRule> rules = rules();
            Authorizer authorizer = authorizer(rules);

            for (Operation operation : OPERATIONS) {
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

    private static boolean isGranted(List<AclRule> rules, Operation operation, String name) {
        List<Operation> granting = switch (operation) {
            case DESCRIBE -> List.of(operation, Operation.READ, Operation.WRITE, Operation.DELETE, Operation.ALTER);
            case DESCRIBE_CONFIGS -> List.of(operation, Operation.ALTER_CONFIGS);
            default -> List.of(operation);
        };
        return rules.stream()
                .anyMatch(rule -> rule.allows()
                        && !Collections.disjoint(rule.operations(), granting)
                        && rule.names().stream().anyMatch(glob -> glob.matches(name)));
    }

    private static Authorizer authorizer(List<AclRule> rules) {
        return new Authorizer(rules, 0);
    }

    private static AclRule allow(String pattern, Operation... operations) {
        return rule(true, pattern, operations);
    }

    private static AclRule deny(String pattern, Operation... operations) {
        return rule(false, pattern, operations);
    }

    private static AclRule rule(boolean allows, String pattern, Operation... operations) {
        return new AclRule(
                ORIGIN,
                allows,
                ResourceType.TOPIC,
                Set.copyOf(Arrays.asList(operations)),
                Stream.of(pattern).map(Glob::parse).toList());
    }

    private List<AclRule> rules() {
        return IntStream.range(0, random.nextInt(7))
                .mapToObj(i -> rule(
                        random.nextInt(3) > 0,
                        PATTERNS.get(random.nextInt(PATTERNS.size())),
                        IntStream.rangeClosed(0, random.nextInt(3))
                                .mapToObj(j -> OPERATIONS.get(random.nextInt(OPERATIONS.size())))
                                .distinct()
                                .toArray(Operation[]::new)))
                .toList();
    }
}
