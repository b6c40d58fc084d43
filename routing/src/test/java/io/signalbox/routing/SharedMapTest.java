package io.signalbox.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.junit.jupiter.api.Test;

class SharedMapTest {

    /** A value of 0 takes the key away. */
    @Property
    void itHoldsWhatAnotherMapWouldAndTheFormerOneStays(
            @ForAll("changes") List<Tuple2<Integer, Integer>> first,
            @ForAll("changes") List<Tuple2<Integer, Integer>> then) {
        Map<Integer, Integer> expectedBefore = new HashMap<>();
        SharedMap<Integer, Integer> before = changed(SharedMap.empty(), expectedBefore, first);
        Map<Integer, Integer> expected = new HashMap<>(expectedBefore);

        SharedMap<Integer, Integer> after = changed(before, expected, then);

        assertThat(after).isEqualTo(expected).hasSameSizeAs(expected);
        assertThat(before).isEqualTo(expectedBefore).hasSameSizeAs(expectedBefore);
        assertThat(after.keySet()).allMatch(after::containsKey);
        assertThat(after.keysThatDiffer(before))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(difference(expected, expectedBefore));
    }

    @Test
    void itIsTheSameMapWhereNothingChanges() {
        SharedMap<String, String> map = SharedMap.copyOf(Map.of("a", "1"));
        SharedMap.Edit<String, String> edit = map.edit();

        edit.put("a", "1");
        edit.remove("b");

        assertThat(edit.done()).isSameAs(map);
        assertThat(SharedMap.copyOf(map)).isSameAs(map);
    }

    @Provide
    static Arbitrary<List<Tuple2<Integer, Integer>>> changes() {
        // Small numbers are the same objects wherever they come from.
        return Arbitraries.integers()
                .between(-40, 400)
                .flatMap(key -> Arbitraries.integers().between(0, 3).map(value -> Tuple.of(key, value)))
                .list()
                .ofMaxSize(400);
    }

    private static SharedMap<Integer, Integer> changed(
            SharedMap<Integer, Integer> map, Map<Integer, Integer> expected, List<Tuple2<Integer, Integer>> changes) {
        SharedMap.Edit<Integer, Integer> edit = map.edit();
        changes.forEach(change -> {
            if (change.get2() == 0) {
                edit.remove(change.get1());
                expected.remove(change.get1());
            } else {
                edit.put(change.get1(), change.get2());
                expected.put(change.get1(), change.get2());
            }
        });
        return edit.done();
    }

    private static List<Integer> difference(Map<Integer, Integer> one, Map<Integer, Integer> other) {
        Map<Integer, Integer> all = new HashMap<>(one);
        all.putAll(other);
        return all.keySet().stream()
                .filter(key -> !java.util.Objects.equals(one.get(key), other.get(key)))
                .toList();
    }
}
