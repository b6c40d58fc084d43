package io.signalbox.routing;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class SimilarNamesTest {

    @Property
    void withinItsBoundTheDistanceIsTheOneOfTheTextbook(
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 12) String one,
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 12) String other,
            @ForAll @IntRange(max = 13) int bound) {
        int exact = textbook(one, other);

        int edits = SimilarNames.edits(one, other, bound);

        if (exact <= bound) {
            assertThat(edits).isEqualTo(exact);
        } else {
            assertThat(edits).isGreaterThan(bound);
        }
    }

    /** By its definition, without any haste. */
    private static int textbook(String one, String other) {
        int[][] table = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                } else {
                    int replaced = table[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                    table[i][j] = Math.min(replaced, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
                }
            }
        }
        return table[one.length()][other.length()];
    }
}
