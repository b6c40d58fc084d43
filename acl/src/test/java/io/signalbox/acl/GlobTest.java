package io.signalbox.acl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    private static final int ROUNDS = 20_000;

    private final Random random = new Random(7);

    @ParameterizedTest
    @CsvSource({
        "orders, orders, true",
        "orders, orders-2, false",
        "orders, Orders, false",
        "*, '', true",
        "*, anything, true",
        "orders-*, orders-, true",
        "orders-*, orders, false",
        "*-eu-*, a-eu-b, true",
        "*-eu-*, a-eu, false",
        "a?c, abc, true",
        "a?c, ac, false",
        "[a-c]1, b1, true",
        "[a-c]1, d1, false",
        "[!a-c]1, d1, true",
        "[!a-c]1, b1, false",
        "[ax-z]1, y1, true",
        "[]]1, ]1, true",
        "[a-]1, -1, true",
        "a[b, a[b, true",
        "a\\*c, a*c, true",
        "a\\*c, abc, false",
        "a.c, abc, false",
        "'', '', true",
        "'', a, false"
    })
    void aPatternMatches(String pattern, String name, boolean matches) {
        assertThat(Glob.parse(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void runsAndSingleCharactersAreThoseOfRegularExpressions() {
        for (int i = 0; i < ROUNDS; i++) {
            String pattern = pattern();
            String name = name();
            boolean expected =
                    Pattern.matches(pattern.replace("*", ".*").replace("?", ".").replace("[!", "[^"), name);

            assertThat(Glob.parse(pattern).matches(name))
                    .as("%s matches %s", pattern, name)
                    .isEqualTo(expected);
        }
    }

    @Test
    void anEscapedTextMatchesItselfAndNothingElse() {
        for (int i = 0; i < ROUNDS; i++) {
            String text = some(List.of("a", "*", "?", "[", "]", "!", "\\", "-", "\u00e4"), 6);
            String other = name();
            Glob glob = Glob.parse(Glob.escape(text));

            assertThat(glob.matches(text)).as(text).isTrue();
            assertThat(glob.matches(other)).as("%s matches %s", text, other).isEqualTo(other.equals(text));
        }
    }

    @Test
    void whatCoversAnotherMatchesAllThatItMatches() {
        for (int i = 0; i < ROUNDS; i++) {
            Glob wide = Glob.parse(pattern());
            Glob narrow = Glob.parse(pattern());
            String name = name();

            if (wide.covers(narrow) && narrow.matches(name)) {
                assertThat(wide.matches(name))
                        .as("%s covers %s, which matches %s", wide, narrow, name)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"*, a*b, true", "a*, ab*, true", "a*, abc, true", "a*, a*, true", "ab*, a*, false", "a?, ab, true"})
    void whatCoversAnotherIsSeenWhereItIsPlain(String wide, String narrow, boolean covers) {
        assertThat(Glob.parse(wide).covers(Glob.parse(narrow))).isEqualTo(covers);
    }

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void noPatternTakesLongerThanItsLengthTimesTheNames() {
        assertThat(Glob.parse("a*".repeat(200) + "b").matches("a".repeat(20_000)))
                .isFalse();
    }

    private String pattern() {
        return some(List.of("a", "b", "c", "*", "?", "[ab]", "[!b]"), 6);
    }

    private String name() {
        return some(List.of("a", "b", "c"), 7);
    }

    private String some(List<String> parts, int most) {
        return IntStream.range(0, random.nextInt(most + 1))
                .mapToObj(i -> parts.get(random.nextInt(parts.size())))
                .collect(Collectors.joining());
    }
}
