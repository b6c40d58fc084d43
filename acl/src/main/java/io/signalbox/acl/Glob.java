package io.signalbox.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of names: {@code *} stands for any characters, {@code ?} for one, {@code [a-c]} and {@code [!a-c]} for one of
 * some or of all others; a backslash takes the next character as it is. A bracket that is not closed stands for itself. The
 * time of a match grows with the product of both lengths at most.
 */
public record Glob(String pattern, List<Part> parts) {

    /**
     * What stands for characters of a name: for any number of any, or for one.
     *
     * @param ranges pairs of first and last
     * @param others whether it is one outside of these
     */
    public record Part(boolean isRun, String ranges, boolean others) {

        static final Part RUN = new Part(true, "", true);
        static final Part ANY = new Part(false, "", true);

        static Part literal(char is) {
            return new Part(false, String.valueOf(new char[] {is, is}), false);
        }

        boolean isLiteral() {
            return !isRun && !others && ranges.length() == 2 && ranges.charAt(0) == ranges.charAt(1);
        }

        boolean takes(char name) {
            for (int i = 0; i < ranges.length(); i += 2) {
                if (name >= ranges.charAt(i) && name <= ranges.charAt(i + 1)) {
                    return !others;
                }
            }
            return others;
        }
    }

    static final Glob ANY = parse("*");

    public Glob {
        parts = List.copyOf(parts);
    }

    public static Glob parse(String pattern) {
        return new Glob(pattern, new Reader(pattern).read());
    }

    /** The pattern of this very text: what a value of an expression becomes before it is put into one. */
    public static String escape(String text) {
        return text.replaceAll("([\\\\*?\\[\\]])", "\\\\$1");
    }

    public boolean matches(String name) {
        int part = 0;
        int at = 0;
        int run = -1; // the last that was met, and up to where it reaches
        int reached = 0;
        while (at < name.length()) {
            if (part < parts.size() && parts.get(part).isRun()) {
                run = part++;
                reached = at;
            } else if (part < parts.size() && parts.get(part).takes(name.charAt(at))) {
                part++;
                at++;
            } else if (run >= 0) {
                part = run + 1;
                at = ++reached;
            } else {
                return false;
            }
        }
        while (part < parts.size() && parts.get(part).isRun()) {
            part++;
        }
        return part == parts.size();
    }

    /** Whether it matches whatever there is. */
    boolean matchesAll() {
        return !parts.isEmpty() && parts.stream().allMatch(Part::isRun);
    }

    /**
     * Whether it certainly matches whatever the other one does. Where that is not plain to see it says no: a rule that
     * denies is then not taken to deny all that another allows.
     */
    boolean covers(Glob other) {
        if (matchesAll() || parts.equals(other.parts)) {
            return true;
        }
        int fixed = parts.size() - 1;
        boolean isPrefix = fixed >= 0
                && parts.get(fixed).isRun()
                && parts.subList(0, fixed).stream().noneMatch(Part::isRun);
        return other.isLiteral()
                ? matches(other.literal())
                : isPrefix
                        && other.parts.size() >= fixed
                        && parts.subList(0, fixed).equals(other.parts.subList(0, fixed));
    }

    /** Whether it matches one name alone. */
    boolean isLiteral() {
        return literals() == parts.size();
    }

    /** Of one that {@link #isLiteral}. */
    String literal() {
        return text(parts);
    }

    /** The text with which a name begins that it matches, where it matches every such name. */
    Optional<String> beginning() {
        int fixed = parts.size() - 1;
        boolean isBeginning =
                fixed >= 0 && literals() == fixed && parts.get(fixed).isRun();
        return isBeginning ? Optional.of(text(parts.subList(0, fixed))) : Optional.empty();
    }

    /** How many stand in front of the first part that is none: asked for each rule of each client. */
    private int literals() {
        int count = 0;
        while (count < parts.size() && parts.get(count).isLiteral()) {
            count++;
        }
        return count;
    }

    private static String text(List<Part> literals) {
        StringBuilder text = new StringBuilder();
        literals.forEach(part -> text.append(part.ranges().charAt(0)));
        return text.toString();
    }

    @Override
    public String toString() {
        return pattern;
    }

    private static final class Reader {
        private final String pattern;
        private final List<Part> parts = new ArrayList<>();
        private int at;

        Reader(String pattern) {
            this.pattern = pattern;
        }

        List<Part> read() {
            while (at < pattern.length()) {
                char next = pattern.charAt(at++);
                switch (next) {
                    case '*' -> parts.add(Part.RUN);
                    case '?' -> parts.add(Part.ANY);
                    case '[' -> readOneOf();
                    case '\\' -> parts.add(Part.literal(at < pattern.length() ? pattern.charAt(at++) : next));
                    default -> parts.add(Part.literal(next));
                }
            }
            return parts;
        }

        /** A closing bracket that comes first is one of the characters. */
        private void readOneOf() {
            boolean others = at < pattern.length() && pattern.charAt(at) == '!';
            int first = others ? at + 1 : at;
            int end = pattern.indexOf(']', first + 1);
            if (end < 0) {
                parts.add(Part.literal('['));
                return;
            }
            StringBuilder ranges = new StringBuilder();
            int from = first;
            while (from < end) {
                boolean range = from + 2 < end && pattern.charAt(from + 1) == '-';
                ranges.append(pattern.charAt(from)).append(pattern.charAt(range ? from + 2 : from));
                from += range ? 3 : 1;
            }
            parts.add(new Part(false, ranges.toString(), others));
            at = end + 1;
        }
    }
}
