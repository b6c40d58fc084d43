package io.signalbox.controlplane.body;

import io.signalbox.controlplane.problem.InvalidParameter;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a text must be: its length in characters (code points), and what a look at it finds wrong.
 *
 * @param rule what the API calls a text in which something is found
 */
public record TextRule(int minLength, int maxLength, String rule, Function<String, Optional<String>> problem) {

    /** Entities' names: contract section 1.5; a single character is enough. */
    public static final TextRule NAME = matching(
            1,
            255,
            "[\\p{L}\\p{N}](?:[\\p{L}\\p{N} _\\-.:/+']*[\\p{L}\\p{N}])?",
            "must begin and end with a letter or digit, with letters, digits, blanks and _-.:/+' between");

    public static final TextRule DESCRIPTION = anything(0, 512);

    public static TextRule anything(int minLength, int maxLength) {
        return new TextRule(minLength, maxLength, "invalid", text -> Optional.empty());
    }

    public static TextRule matching(int minLength, int maxLength, String pattern, String reason) {
        Pattern form = Pattern.compile(pattern);
        return new TextRule(
                minLength,
                maxLength,
                "matches_regex",
                text -> form.matcher(text).matches() ? Optional.empty() : Optional.of(reason));
    }

    /** For what no pattern can say; a reason goes on after the name of the field. */
    public static TextRule checked(int minLength, int maxLength, Function<String, Optional<String>> problem) {
        return new TextRule(minLength, maxLength, "invalid", problem);
    }

    /** What is wrong with this text, if anything. */
    Optional<InvalidParameter> check(String field, String text) {
        int length = text.codePointCount(0, text.length());
        if (length < minLength) {
            return Optional.of(InvalidParameter.minimum(
                    field, "min_length", minLength, "must not be shorter than " + minLength + characters(minLength)));
        }
        if (length > maxLength) {
            return Optional.of(InvalidParameter.maximum(
                    field, "max_length", maxLength, "must not be longer than " + maxLength + characters(maxLength)));
        }
        if (!isStorable(text)) {
            return Optional.of(InvalidParameter.standard(
                    field, "invalid", "must not contain the character U+0000 or half of a surrogate pair"));
        }
        return problem.apply(text).map(reason -> InvalidParameter.standard(field, rule, reason));
    }

    // PostgreSQL stores neither; found out here, it is the client's mistake and not a failure of ours.
    static boolean isStorable(String text) {
        return text.codePoints().noneMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF));
    }

    private static String characters(int count) {
        return count == 1 ? " character" : " characters";
    }
}
