package io.signalbox.routing;

/**
 * Text that comes from outside (a client, a broker, an exception that quotes them), made fit for a log line, a problem or
 * a page: on one line, without a character that moves a cursor or hides others, and short. Everything that shows such a
 * text has it from here.
 */
public final class Printable {

    /** A broker's sentence, or an exception's. */
    public static final int MAX_LENGTH = 1_000;
    /** A name: of a host, a principal, a client. */
    public static final int MAX_NAME_LENGTH = 253;

    private static final char INSTEAD = '?';

    private Printable() {}

    /** A sentence. */
    public static String of(String text) {
        return of(text, MAX_LENGTH);
    }

    /** A sentence that stands between quotes: it cannot end them either. */
    public static String quoted(String text) {
        return of(text).replace('"', '\'');
    }

    /** A name, between quotes or on its own. */
    public static String name(String text) {
        return of(text, MAX_NAME_LENGTH).replace('"', INSTEAD);
    }

    /** At most {@code maxLength} characters of it. */
    public static String of(String text, int maxLength) {
        int shown = Math.min(text.length(), maxLength);
        int at = 0;
        while (at < shown && isPlain(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return text; // as nearly always
        }
        StringBuilder clean = new StringBuilder(shown + 1).append(text, 0, at);
        while (at < shown) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            clean.appendCodePoint(shown(point));
        }
        return at < text.length() ? clean.append('…').toString() : clean.toString();
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f;
    }

    private static int shown(int point) {
        if (point == '\n' || point == '\r' || point == '\t') {
            return ' ';
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT, // turns the direction of what follows, or is not seen at all
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> INSTEAD;
            default -> point;
        };
    }
}
