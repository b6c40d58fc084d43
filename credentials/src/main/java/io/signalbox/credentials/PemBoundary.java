package io.signalbox.credentials;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A BEGIN or END line of a PEM block (RFC 7468), or something that was meant as one and is mangled: with other dashes, in
 * lower case, with a blank too many. That is no accident, and to pass over it would lose a block.
 *
 * @param end behind its last character
 * @param label empty if it is mangled
 */
record PemBoundary(int start, int end, boolean isBegin, Optional<String> label) {

    private static final String DASHES = "-----";
    private static final String BEGIN = "BEGIN";
    private static final String END = "END";
    private static final int MAX_LABEL_LENGTH = 40;
    private static final int MAX_GAP = 3; // blanks between the parts of a mangled one
    private static final int MAX_INDENT = 32; // blanks
    private static final int MEANT_DASHES = 2; // fewer are part of a name, such as front-end

    /** With which words the labels of blocks begin. */
    private static final Set<String> KINDS = Set.of(
            "CERTIFICATE",
            "X509",
            "TRUSTED",
            "PRIVATE",
            "RSA",
            "EC",
            "DSA",
            "ENCRYPTED",
            "PUBLIC",
            "DH",
            "NEW",
            "PKCS7",
            "CMS",
            "OPENSSH");

    /** The first one from a position on; takes time in proportion to what it passes. */
    static Optional<PemBoundary> next(String text, int from) {
        for (int at = from; at < text.length(); at++) {
            boolean isBegin = text.regionMatches(true, at, BEGIN, 0, BEGIN.length());
            if (isBegin || text.regionMatches(true, at, END, 0, END.length())) {
                Optional<PemBoundary> found = new Candidate(text, from, at, isBegin ? BEGIN : END).boundary();
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** The word BEGIN or END, however it is spelt, and what stands around it; {@code from} is where the text begins. */
    private record Candidate(String text, int from, int at, String word) {

        Optional<PemBoundary> boundary() {
            boolean hasDashes = at - from >= DASHES.length()
                    && text.startsWith(DASHES, at - DASHES.length())
                    && !isDash(before(DASHES.length()));
            if (hasDashes && text.startsWith(word + " ", at)) {
                return Optional.of(exact());
            }
            return isMeant() ? Optional.of(mangled()) : Optional.empty();
        }

        private PemBoundary exact() {
            int label = at + word.length() + 1;
            int end = text.indexOf(DASHES, label);
            boolean isLabel = end > label && end - label <= MAX_LABEL_LENGTH && isLabel(text.substring(label, end));
            int behind = end + DASHES.length();
            // Ten dashes are the end of this one and the beginning of the next, with no line end between them.
            boolean isWhole = isLabel
                    && (behind == text.length() || !isDash(text.charAt(behind)) || text.startsWith(DASHES, behind));
            return isWhole
                    ? new PemBoundary(
                            at - DASHES.length(), behind, word.equals(BEGIN), Optional.of(text.substring(label, end)))
                    : mangled();
        }

        private PemBoundary mangled() {
            return new PemBoundary(at, at + word.length(), word.equals(BEGIN), Optional.empty());
        }

        /** A kind of block is named behind it, and there are dashes on either side, or nothing else is on the line. */
        private boolean isMeant() {
            if (isWordCharacter(before(0))) {
                return false; // the end of another word
            }
            int kind = behindGap(at + word.length());
            int kindEnd = wordEnd(kind);
            if (!KINDS.contains(text.substring(kind, kindEnd).toUpperCase(Locale.ROOT))) {
                return false;
            }
            int labelEnd = labelEnd(kindEnd);
            return dashes(at - 1, -1) >= MEANT_DASHES
                    || dashes(labelEnd, 1) >= MEANT_DASHES
                    || (endsLine(at - 1, -1) && endsLine(labelEnd, 1));
        }

        private int behindGap(int begin) {
            int end = begin;
            while (end < text.length() && end - begin < MAX_GAP && isBlank(text.charAt(end))) {
                end++;
            }
            return end;
        }

        private int labelEnd(int begin) {
            int end = begin;
            int limit = Math.min(text.length(), begin + MAX_LABEL_LENGTH);
            while (end < limit && (text.charAt(end) == ' ' || isWordCharacter(text.charAt(end)))) {
                end++;
            }
            return end;
        }

        /** In this direction, behind a few blanks. What is no hyphen stands for several of them. */
        private int dashes(int begin, int step) {
            int index = begin;
            for (int gap = 0; gap < MAX_GAP && isInside(index) && isBlank(text.charAt(index)); gap++) {
                index += step;
            }
            int count = 0;
            while (count < MEANT_DASHES && isInside(index) && isDash(text.charAt(index))) {
                count += text.charAt(index) == '-' ? 1 : MEANT_DASHES;
                index += step;
            }
            return count;
        }

        private boolean endsLine(int begin, int step) {
            int index = begin;
            for (int blanks = 0; blanks < MAX_INDENT && isInside(index) && isBlank(text.charAt(index)); blanks++) {
                index += step;
            }
            return !isInside(index) || isLineEnd(text.charAt(index));
        }

        private boolean isInside(int index) {
            return index >= from && index < text.length();
        }

        /** The character that stands so far before the word; a line end where the text begins. */
        private char before(int distance) {
            int index = at - 1 - distance;
            return index < from ? '\n' : text.charAt(index);
        }

        private int wordEnd(int begin) {
            int end = begin;
            int limit = Math.min(text.length(), begin + MAX_LABEL_LENGTH);
            while (end < limit && isWordCharacter(text.charAt(end))) {
                end++;
            }
            return end;
        }
    }

    private static boolean isLabel(String text) {
        return text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '.')
                && text.equals(text.strip());
    }

    private static boolean isWordCharacter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    /** A hyphen, or what word processors and web pages make of one or of several. */
    private static boolean isDash(char c) {
        return Character.getType(c) == Character.DASH_PUNCTUATION || c == '\u2212' || c == '\u00ad';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\u00a0' || c == '_';
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r' || c == '\ufeff';
    }
}
