package io.signalbox.controlplane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.Place;
import io.signalbox.controlplane.gateway.Stamp;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NestedTest {

    private static final UUID CLUSTER = UUID.randomUUID();
    private static final int STEPS = 200;

    private final Entity<Policy> first = policy(Optional.empty());
    private final Entity<Policy> child = policy(Optional.of(first.id()));
    private final Entity<Policy> sibling = policy(Optional.of(first.id()));
    private final Entity<Policy> second = policy(Optional.empty());
    private final Nested chain = new Nested(List.of(first, second, child, sibling));

    @Test
    void childrenFollowTheirParentInTheirOwnOrder() {
        assertThat(chain.all()).containsExactly(first, child, sibling, second);
        assertThat(chain.topLevel()).containsExactly(first, second);
        assertThat(chain.siblings(Optional.of(first.id()))).containsExactly(child, sibling);
    }

    @Test
    void oneThatMovesTakesItsChildrenAlong() {
        Nested moved = chain.with(first, 1);

        assertThat(moved.all()).containsExactly(second, first, child, sibling);
        assertThat(moved.with(sibling, 0).all()).containsExactly(second, first, sibling, child);
        assertThat(moved.with(second, 1).all()).containsExactlyElementsOf(chain.all());
    }

    @Test
    void anOrderIsWholeOrOfTheTopLevelAlone() {
        assertThat(wrong(List.of(first, child, sibling, second))).isEmpty();
        assertThat(wrong(List.of(second, first, sibling, child))).isEmpty();
        assertThat(wrong(List.of(second, first))).isEmpty();

        assertThat(wrong(List.of(first))).containsExactly("policies invalid");
        assertThat(wrong(List.of(first, child, second))).containsExactly("policies invalid");
        assertThat(wrong(List.of(first, second, child, sibling)))
                .containsExactly("policies[2] invalid", "policies[3] invalid");
        assertThat(wrong(List.of(child, first, sibling, second))).containsExactly("policies[0] invalid");
        assertThat(wrong(List.of(first, child, child, sibling, second))).containsExactly("policies[2] invalid");
        assertThat(wrong(List.of(first, second, policy(Optional.empty()))))
                .containsExactly("policies[2] missing_reference");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverIsDoneToItChildrenStandBehindTheirParentAndNoneIsLost(long seed) {
        Random random = new Random(seed);
        Nested now = new Nested(List.of());

        for (int step = 0; step < STEPS; step++) {
            List<Entity<Policy>> before = now.all();
            if (before.isEmpty() || random.nextInt(3) == 0) {
                Optional<UUID> parent = Optional.of(now.topLevel())
                        .filter(top -> !top.isEmpty() && random.nextBoolean())
                        .map(top -> top.get(random.nextInt(top.size())).id());
                int index = random.nextInt(now.siblings(parent).size() + 1);
                Entity<Policy> added = policy(parent);
                now = now.with(added, index);
                assertThat(now.siblings(parent).indexOf(added)).isEqualTo(index);
                assertThat(now.all()).hasSize(before.size() + 1).containsAll(before);
            } else if (random.nextBoolean()) {
                Entity<Policy> moved = before.get(random.nextInt(before.size()));
                Optional<UUID> parent = moved.spec().parentPolicyId();
                int index = random.nextInt(now.siblings(parent).size());
                List<Entity<Policy>> others = new ArrayList<>(now.siblings(parent));
                others.remove(moved);
                now = now.with(moved, index);
                assertThat(now.siblings(parent).indexOf(moved)).isEqualTo(index);
                assertThat(now.siblings(parent).stream().filter(others::contains))
                        .containsExactlyElementsOf(others);
                assertThat(now.all()).containsExactlyInAnyOrderElementsOf(before);
            }
            assertThat(now.all()).doesNotHaveDuplicates();
            checkNesting(now);
        }
    }

    static Stream<Long> seeds() {
        return Stream.of(1L, 2L, 3L, 4L, 5L);
    }

    private static void checkNesting(Nested chain) {
        Optional<UUID> top = Optional.empty();
        HashSet<UUID> seen = new HashSet<>();
        for (Entity<Policy> policy : chain.all()) {
            Optional<UUID> parent = policy.spec().parentPolicyId();
            assertThat(parent.isEmpty() || parent.equals(top)).isTrue();
            assertThat(seen.add(policy.id())).isTrue();
            if (parent.isEmpty()) {
                top = Optional.of(policy.id());
            }
        }
    }

    private List<String> wrong(List<Entity<Policy>> wanted) {
        InvalidParameters invalid = new InvalidParameters();
        PolicyChain.of(wanted).check(PolicyFamily.CONSUME, chain, invalid);
        try {
            invalid.check();
            return List.of();
        } catch (Problem.Invalid problem) {
            return problem.parameters().stream()
                    .map(one -> one.field() + " " + one.rule())
                    .toList();
        }
    }

    private static Entity<Policy> policy(Optional<UUID> parent) {
        Policy policy = new Policy(
                "skip_record", Optional.empty(), "", true, Map.of(), Optional.of(""), parent, new SkipRecord());
        Place place = new Place(CLUSTER, 0);
        return new Entity<>(
                Policy.OF_CONSUMING.kind(),
                UUID.randomUUID(),
                CLUSTER,
                Optional.empty(),
                Optional.of(place),
                policy,
                new Stamp(Instant.EPOCH, Instant.EPOCH, 1));
    }
}
