package io.signalbox.dataplane.kafka.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import io.signalbox.dataplane.kafka.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameGathererTest {

    private static final int MAX_BYTES = 20;
    private static final int WHOLE = Integer.MAX_VALUE;

    private final FrameGatherer frames = new FrameGatherer(MAX_BYTES);
    private final List<String> gathered = new ArrayList<>();
    private int wanted = Integer.MAX_VALUE; // frames, after which all else is passed on
    private final EmbeddedChannel channel = new EmbeddedChannel(new Gathering());

    private final class Gathering extends ChannelInboundHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            frames.start(ctx);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            frames.release();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (gathered.size() == wanted) {
                ctx.fireChannelRead(message);
                return;
            }
            frames.add((ByteBuf) message);
            for (Optional<ByteBuf> frame = frames.next(); frame.isPresent(); frame = frames.next()) {
                gathered.add(frame.get().toString(StandardCharsets.US_ASCII));
                frame.get().release();
                if (gathered.size() == wanted) {
                    frames.passRest();
                    return;
                }
            }
        }
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, WHOLE})
    void framesAreGivenWholeAndWithoutTheirSizes(int pieceBytes) {
        byte[] passedOn = Pieces.feed(channel, frames("first", "2", "the third one 16"), pieceBytes);

        assertThat(gathered).containsExactly("first", "2", "the third one 16");
        assertThat(passedOn).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, WHOLE})
    void whatFollowsTheLastThatIsWantedIsPassedOnAsItCame(int pieceBytes) {
        wanted = 1;

        byte[] passedOn = Pieces.feed(channel, frames("first", "second", "third"), pieceBytes);

        assertThat(gathered).containsExactly("first");
        assertThat(passedOn).isEqualTo(frames("second", "third"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void alsoWhatWasKeptOfAFrameThatIsNotWhole(int bytesKept) {
        byte[] second = frames("second");
        Pieces.feed(channel, frames("first"), WHOLE);
        Pieces.feed(channel, Arrays.copyOf(second, bytesKept), WHOLE);

        frames.passRest();

        assertThat(Pieces.drain(channel)).isEqualTo(Arrays.copyOf(second, bytesKept));
    }

    @Test
    void aFrameThatIsTooLongOrNoneIsRefusedBeforeItIsGathered() {
        assertThatThrownBy(() -> Pieces.feed(channel, new byte[] {0, 0, 0, MAX_BYTES - 3}, WHOLE))
                .isInstanceOf(TooLongFrameException.class);
        frames.release();
        assertThatThrownBy(() -> Pieces.feed(channel, new byte[] {-1, 0, 0, 0}, 1))
                .isInstanceOf(CorruptedFrameException.class);
    }

    private static byte[] frames(String... contents) {
        ByteBuf all = Unpooled.buffer();
        for (String content : contents) {
            all.writeInt(content.length()).writeCharSequence(content, StandardCharsets.US_ASCII);
        }
        return ByteBufUtil.getBytes(all);
    }
}
