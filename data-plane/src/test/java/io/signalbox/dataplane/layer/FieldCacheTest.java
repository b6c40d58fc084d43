package io.signalbox.dataplane.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.signalbox.dataplane.kafka.schema.Window;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldCacheTest {

    private static final int ROUNDS = 20_000;

    @Test
    void findsWhatWasPutThereAndNothingElse() {
        Random random = new Random(3);
        FieldCache<Integer> cache = new FieldCache<>();
        Map<String, Integer> all = new HashMap<>(); // none is ever given another value
        int found = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] name = new byte[random.nextInt(20)];
            for (int at = 0; at < name.length; at++) {
                name[at] = (byte) (random.nextInt(2) * 0xff);
            }
            int kind = random.nextInt(2);
            Window in = window(Unpooled.wrappedBuffer(new byte[3], name, new byte[random.nextInt(12)]));
            String key = kind + java.util.Arrays.toString(name);

            Integer value = cache.find(kind, in, 3, name.length);
            if (value == null) {
                all.putIfAbsent(key, i);
                cache.put(kind, in, 3, name.length, all.get(key));
                value = cache.find(kind, in, 3, name.length);
            } else {
                found++;
            }

            assertThat(value).isEqualTo(all.get(key));
        }
        assertThat(found).isPositive();
    }

    @Test
    void takesNoMoreThanItsLimit() {
        FieldCache<Integer> cache = new FieldCache<>();
        ByteBuf in = Unpooled.buffer(4).writeZero(4);
        for (int i = 0; i <= FieldCache.MAX_ENTRIES; i++) {
            cache.put(0, window(in.setInt(0, i)), 0, 4, i);
        }

        assertThat(cache.find(0, window(in.setInt(0, 0)), 0, 4)).isNull();
        assertThat(cache.find(0, window(in.setInt(0, FieldCache.MAX_ENTRIES)), 0, 4))
                .isEqualTo(FieldCache.MAX_ENTRIES);
    }

    private static Window window(ByteBuf in) {
        Window window = new Window();
        window.open(in.nioBuffer(0, in.writerIndex()));
        return window;
    }
}
