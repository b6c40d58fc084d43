package io.signalbox.credentials;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM text (RFC 7468), or of the base64 of one; wherever its lines end. */
final class PemText {

    private static final String BEGIN = "-----BEGIN ";
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*(?:-(?!----)[^-]*)*)-----END \\1-----");
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private PemText() {}

    /** One block: what it says that it is, and its bytes. */
    static final class Block {
        private final String label;
        private final byte[] der;

        private Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }

        String label() {
            return label;
        }

        byte[] der() {
            return der.clone();
        }
    }

    /**
     * Reads every block.
     *
     * @throws IllegalArgumentException when there is none, or one is not base64
     */
    static List<Block> blocks(String text) {
        String pem = text.contains(BEGIN) ? text : decoded(text);
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(pem);
        while (matcher.find()) {
            blocks.add(block(matcher.group(1), matcher.group(2)));
        }
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("has a PEM block without its end");
        }
        return blocks;
    }

    private static Block block(String label, String body) {
        if (body.contains("ENCRYPTED")) { // a header of the old, password-protected form: Proc-Type: 4,ENCRYPTED
            throw new IllegalArgumentException("is protected by a password");
        }
        try {
            return new Block(
                    label, Base64.getDecoder().decode(WHITE_SPACE.matcher(body).replaceAll("")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has a PEM block [" + label + "] that is not base64", e);
        }
    }

    private static String decoded(String base64) {
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(WHITE_SPACE.matcher(base64).replaceAll(""));
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            if (text.contains(BEGIN)) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is neither PEM nor base64 of PEM", e);
        }
        throw new IllegalArgumentException("is neither PEM nor base64 of PEM");
    }
}
