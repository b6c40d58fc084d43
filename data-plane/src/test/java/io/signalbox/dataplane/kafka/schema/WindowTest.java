package io.signalbox.dataplane.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final int BYTES = 1_000;

    private final byte[] bytes = new byte[BYTES];
    private final Window window = new Window();
    private final Random random = new Random(5);

    WindowTest() {
        random.nextBytes(bytes);
    }

    @Test
    void hasWhatTheBufferHasWhereverItIsReadNext() {
        ByteBuffer in = ByteBuffer.allocateDirect(BYTES).put(0, bytes);
        window.open(in);

        assertHas(in, 0, BYTES);
    }

    @Test
    void hasWhatAPartOfABufferHas() {
        ByteBuf in = Unpooled.directBuffer(BYTES + 7).writeZero(7).writeBytes(bytes);
        ByteBuf slice = in.slice(7, BYTES);
        window.open(slice, 100, 300);

        assertThat(window.limit()).isEqualTo(400);
        assertHas(ByteBuffer.wrap(bytes), 100, 400);
        assertThatThrownBy(() -> window.getInt(397)).isInstanceOf(IndexOutOfBoundsException.class);
        in.release();
    }

    private void assertHas(ByteBuffer in, int from, int to) {
        for (int i = 0; i < 20_000; i++) {
            int index = from + random.nextInt(to - from - Long.BYTES + 1);

            assertThat(window.get(index)).isEqualTo(in.get(index));
            assertThat(window.getShort(index)).isEqualTo(in.getShort(index));
            assertThat(window.getInt(index)).isEqualTo(in.getInt(index));
            assertThat(window.getLong(index)).isEqualTo(in.getLong(index));
        }
        assertThat(window.text(from + 1, 20)).isEqualTo(new String(bytes, from + 1, 20, StandardCharsets.UTF_8));
    }

    @Test
    void hasNothingThatIsNotThere() {
        window.open(ByteBuffer.wrap(bytes));

        assertThatThrownBy(() -> window.get(BYTES)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> window.getLong(BYTES - 7)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> window.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aFurtherBufferIsReadAnew() {
        window.open(ByteBuffer.wrap(bytes));
        window.get(0);
        window.open(ByteBuffer.wrap(new byte[] {(byte) (bytes[0] + 1)}));

        assertThat(window.get(0)).isEqualTo((byte) (bytes[0] + 1));
        assertThat(window.limit()).isEqualTo(1);
    }
}
