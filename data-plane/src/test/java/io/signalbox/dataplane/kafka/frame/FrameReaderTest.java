package io.signalbox.dataplane.kafka.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.dataplane.kafka.frame.FrameReader.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of this test begin with a size of what follows it, and a byte that says what becomes of them. */
class FrameReaderTest {

    private static final int HEAD_BYTES = 5;

    private final Follower follower = new Follower();
    private final EmbeddedChannel channel = new EmbeddedChannel(follower);

    @AfterEach
    void nothingLeaks() {
        channel.finishAndReleaseAll();
        follower.frames.release();
        follower.gathered.forEach(ByteBuf::release);
        follower.read.forEach(buffer -> assertThat(buffer.refCnt()).isZero());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 11, 64, 1_000, 5_000, Integer.MAX_VALUE})
    void whatBecomesOfAFrameDoesNotDependOnHowTheBytesComeIn(int pieceBytes) {
        Random random = new Random(1);
        ByteBuf all = Unpooled.buffer();
        ByteBuf passed = Unpooled.buffer();
        ByteBuf watched = Unpooled.buffer();
        List<byte[]> gathered = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte way = (byte) "PWGS".charAt(random.nextInt(4));
            byte[] frame = frame(way, random.nextInt(random.nextInt(10) == 0 ? 6_000 : 40), random);
            all.writeBytes(frame);
            switch (way) {
                case 'P' -> passed.writeBytes(frame);
                case 'W' -> {
                    passed.writeBytes(frame);
                    watched.writeBytes(frame, HEAD_BYTES, frame.length - HEAD_BYTES);
                }
                case 'G' -> gathered.add(frame);
                default -> {
                    // is skipped
                }
            }
        }

        feed(ByteBufUtil.getBytes(all), pieceBytes);

        assertThat(passedOn()).isEqualTo(ByteBufUtil.getBytes(passed));
        assertThat(ByteBufUtil.getBytes(follower.watched)).isEqualTo(ByteBufUtil.getBytes(watched));
        assertThat(follower.gathered.stream().map(ByteBufUtil::getBytes).toList())
                .containsExactlyElementsOf(gathered);
        assertThat(follower.frames.isEmpty()).isTrue();
    }

    @Test
    void bytesThatArePassedOnStayInTheBufferInWhichTheyCame() {
        ByteBuf frames =
                Unpooled.wrappedBuffer(frame((byte) 'P', 10, new Random(1)), frame((byte) 'P', 20, new Random(2)));

        follower.read.add(frames);
        channel.writeInbound(frames);

        assertThat(channel.<ByteBuf>readInbound()).isSameAs(frames);
        frames.release();
    }

    @Test
    void theMemoryOfAFrameGrowsWithWhatHasComeIn() {
        byte[] frame = frame((byte) 'G', 500_000, new Random(1));

        feed(Arrays.copyOf(frame, 100), Integer.MAX_VALUE);

        assertThat(follower.frames.isBetweenFrames()).isFalse();
        ByteBuf begun = follower.frames.takeGathered();
        assertThat(begun.capacity()).isLessThan(1_000);
        assertThat(begun.maxCapacity()).isEqualTo(frame.length);
        begun.release();
    }

    @Test
    void aFrameIsOnItsWayUntilItsLastByteHasGoneTheOtherWay() {
        byte[] frame = frame((byte) 'P', 100, new Random(1));
        List<Runnable> moved = new ArrayList<>();
        feed(Arrays.copyOf(frame, 20), Integer.MAX_VALUE);

        boolean taken = follower.frames.bypass((bytes, onMoved) -> moved.add(onMoved), 85, () -> {});

        assertThat(taken).isTrue();
        assertThat(follower.frames.isBetweenFrames()).isFalse();
        moved.get(0).run();
        assertThat(follower.frames.isBetweenFrames()).isTrue();
    }

    @Test
    void whatIsWaitedForIsKeptWithAllThatComesBehindIt() {
        byte[] frames = new byte[0];
        for (int i = 0; i < 50; i++) {
            byte[] frame = frame((byte) 'P', 300, new Random(i));
            frames = Arrays.copyOf(frames, frames.length + frame.length);
            System.arraycopy(frame, 0, frames, frames.length - frame.length, frame.length);
        }
        follower.waiting = true;
        feed(frames, 700);
        assertThat(passedOn()).isEmpty();

        follower.waiting = false;
        follower.readOn();

        assertThat(passedOn()).isEqualTo(frames);
    }

    private void feed(byte[] bytes, int pieceBytes) {
        for (int at = 0; at < bytes.length; at += Math.min(pieceBytes, bytes.length - at)) {
            int length = Math.min(pieceBytes, bytes.length - at);
            ByteBuf piece = Unpooled.directBuffer(length).writeBytes(bytes, at, length);
            follower.read.add(piece);
            channel.writeInbound(piece);
        }
    }

    private byte[] passedOn() {
        ByteBuf out = Unpooled.buffer();
        for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
            out.writeBytes(next);
            next.release();
        }
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] frame(byte way, int bodyBytes, Random random) {
        byte[] body = new byte[bodyBytes];
        random.nextBytes(body);
        return ByteBufUtil.getBytes(
                Unpooled.buffer().writeInt(bodyBytes + 1).writeByte(way).writeBytes(body));
    }

    private static final class Follower extends ChannelInboundHandlerAdapter {
        final FrameReader frames = new FrameReader();
        final List<ByteBuf> read = new ArrayList<>();
        final List<ByteBuf> gathered = new ArrayList<>();
        final ByteBuf watched = Unpooled.buffer();
        boolean waiting;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            frames.start(ctx);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            frames.add((ByteBuf) message);
            readOn();
        }

        void readOn() {
            for (Step step = frames.step(); step != Step.OUT_OF_BYTES && go(step); step = frames.step()) {
                // one after the other
            }
            frames.finish();
        }

        private boolean go(Step step) {
            if (step == Step.PART) {
                watched.writeBytes(frames.buffer(), frames.partIndex(), frames.index() - frames.partIndex());
                return true;
            }
            if (step == Step.GATHERED) {
                gathered.add(frames.takeGathered());
                return true;
            }
            if (waiting) {
                return false;
            }
            int missing = HEAD_BYTES - (frames.end() - frames.index());
            return missing > 0 ? frames.more(missing) : begin();
        }

        private boolean begin() {
            int bytes = FrameReader.SIZE_BYTES + frames.buffer().getInt(frames.index());
            switch (frames.buffer().getByte(frames.index() + FrameReader.SIZE_BYTES)) {
                case 'P' -> frames.pass(bytes);
                case 'W' -> frames.watch(bytes, HEAD_BYTES);
                case 'G' -> frames.gather(bytes, 64);
                default -> frames.skip(bytes);
            }
            return true;
        }
    }
}
