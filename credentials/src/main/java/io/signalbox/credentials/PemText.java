package io.signalbox.credentials;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM text (RFC 7468), or of the base64 of one; wherever its lines end, and whatever stands between blocks.
 * A block that is not whole is refused by its number, and never passed over. No reason repeats what is in a block.
 */
final class PemText {

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final int DER_SEQUENCE = 0x30;
    private static final String HEAD_OF_CONTENT = "MI"; // in base64, of all that is longer than 127 bytes
    private static final int MIN_CONTENT_LENGTH = 40; // of a line

    private PemText() {}

    /** One block: what it says that it is, its place in the text from 1 on, and its bytes. */
    static final class Block {
        private final int number;
        private final String label;
        private final byte[] der;

        private Block(int number, String label, byte[] der) {
            this.number = number;
            this.label = label;
            this.der = der;
        }

        String label() {
            return label;
        }

        byte[] der() {
            return der.clone();
        }

        /** A reason that names this block. */
        IllegalArgumentException refused(String reason) {
            return PemText.refused(number, label, reason);
        }
    }

    /**
     * Reads every block.
     *
     * @throws IllegalArgumentException when there is none, or one is not whole; the reason goes on after the name of the field
     */
    static List<Block> blocks(String text) {
        String pem = PemBoundary.next(text, 0).isPresent() ? text : decoded(text);
        List<Block> blocks = new ArrayList<>();
        int position = 0;
        Optional<PemBoundary> begin = PemBoundary.next(pem, position);
        while (begin.isPresent()) {
            int number = blocks.size() + 1;
            checkBetween(pem, position, begin.get().start(), number);
            PemBoundary end = endOf(pem, begin.get(), number);
            String label = begin.get().label().orElseThrow();
            blocks.add(new Block(number, label, bytes(pem.substring(begin.get().end(), end.start()), number, label)));
            position = end.end();
            begin = PemBoundary.next(pem, position);
        }
        checkBetween(pem, position, pem.length(), blocks.size() + 1);
        return blocks;
    }

    private static PemBoundary endOf(String pem, PemBoundary begin, int number) {
        if (begin.label().isEmpty()) {
            throw refused(number, (begin.isBegin() ? "has a BEGIN" : "has an END") + " line that is malformed");
        }
        String label = begin.label().get();
        if (!begin.isBegin()) {
            throw refused(number, label, "has no BEGIN line");
        }
        PemBoundary end = PemBoundary.next(pem, begin.end())
                .orElseThrow(() -> refused(number, label, "has no END line: it is cut off"));
        if (end.label().isEmpty()) {
            throw refused(
                    number,
                    label,
                    end.isBegin()
                            ? "has no END line, and a malformed BEGIN line follows it"
                            : "has an END line that is malformed");
        }
        if (end.isBegin()) {
            throw refused(number, label, "has no END line before the next block begins");
        }
        if (!end.label().get().equals(label)) {
            throw refused(number, label, "has the END line of another kind of block");
        }
        return end;
    }

    @SuppressWarnings("UnusedException") // what the decoder says repeats a character of the block
    private static byte[] bytes(String body, int number, String label) {
        if (body.contains("ENCRYPTED")) { // a header of the old, password-protected form: Proc-Type: 4,ENCRYPTED
            throw refused(number, label, "is protected by a password");
        }
        if (body.indexOf(':') >= 0) {
            throw refused(number, label, "has header lines, which are not supported");
        }
        if (body.contains("\\n")) {
            throw refused(number, label, "has a backslash and an n where its lines should end");
        }
        String base64 = WHITE_SPACE.matcher(body).replaceAll("");
        if (base64.isEmpty()) {
            throw refused(number, label, "is empty");
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw refused(number, label, "is not base64: " + whyNot(base64));
        }
    }

    private static String whyNot(String base64) {
        boolean isForeign = !base64.chars().allMatch(c -> isBase64((char) c));
        return isForeign ? "it has a character that does not belong there" : "it is cut off, or its end is damaged";
    }

    /** Comments and the like may stand there, and no block that lost its first line. */
    private static void checkBetween(String pem, int from, int to, int number) {
        int line = from;
        while (line < to) {
            int end = pem.indexOf('\n', line);
            end = end < 0 || end > to ? to : end;
            String text = pem.substring(line, end).strip();
            if (text.length() >= MIN_CONTENT_LENGTH
                    && text.startsWith(HEAD_OF_CONTENT)
                    && text.chars().allMatch(c -> isBase64((char) c))) {
                throw refused(number, "has no BEGIN line, or one that is malformed");
            }
            line = end + 1;
        }
    }

    @SuppressWarnings("UnusedException") // as above
    private static String decoded(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder()
                    .decode(WHITE_SPACE.matcher(base64.replace("\ufeff", "")).replaceAll(""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is neither PEM nor base64 of PEM");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (PemBoundary.next(text, 0).isPresent()) {
            return text;
        }
        throw new IllegalArgumentException(
                bytes.length > 0 && bytes[0] == DER_SEQUENCE
                        ? "is base64 of DER, not of PEM: the lines with BEGIN and END are missing"
                        : "is neither PEM nor base64 of PEM");
    }

    private static boolean isBase64(char c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '/'
                || c == '=';
    }

    // A label of an unknown kind is not repeated: it may be anything.
    private static IllegalArgumentException refused(int number, String label, String reason) {
        return refused(number, (PemLabels.isKnown(label) ? "[" + label + "] " : "") + reason);
    }

    private static IllegalArgumentException refused(int number, String reason) {
        return new IllegalArgumentException("cannot be used: PEM block " + number + " " + reason);
    }
}
