package io.signalbox.records.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonContentTest {

    private static final String JSON =
            "{\"a\": [1, -2.5e3, true, null, {\"b\": \"\\u00e9\\n\"}], \"c\u00e9\": 12345678901234567890, \"d\": {}}";

    /** Whether or not anything is made of it: bytes changed, cut off, added. */
    @Test
    void whatIsValidIsWhatCanBeRead() {
        Random random = new Random(25);
        byte[] good = JSON.getBytes(StandardCharsets.UTF_8);
        int valid = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] changed = Arrays.copyOf(good, good.length - random.nextInt(2) + random.nextInt(2));
            changed[random.nextInt(changed.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt() : " []{},:\"\\0eu.-1".charAt(random.nextInt(15)));

            boolean isValid = succeeds(() -> JsonContent.check(ByteBuffer.wrap(changed)));

            assertThat(succeeds(() -> JsonContent.read(ByteBuffer.wrap(changed))))
                    .as(new String(changed, StandardCharsets.ISO_8859_1))
                    .isEqualTo(isValid);
            valid += isValid ? 1 : 0;
        }
        assertThat(valid).isBetween(1_000, 49_000);
    }

    private static boolean succeeds(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void anyNumberOfPartsIsCheckedAndNotMadeIntoObjects() {
        ByteBuffer many = ByteBuffer.wrap(("[" + "0,".repeat(1_100_000) + "0]").getBytes(StandardCharsets.UTF_8));

        JsonContent.check(many);
        assertThat(succeeds(() -> JsonContent.read(many))).isFalse();
        assertThat(succeeds(() -> JsonContent.tree(many))).isFalse();
    }
}
