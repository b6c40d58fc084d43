package io.signalbox.dataplane.kafka.frame;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import io.signalbox.dataplane.kafka.frame.FrameReader.Step;
import java.util.Optional;

/**
 * Gathers every frame of one direction of a connection, up to a size: for what the node itself asks a broker. For one event
 * loop.
 */
public final class FrameGatherer {

    private final FrameReader frames = new FrameReader();
    private final int maxBytes;

    /** Takes no frame that is longer with its size than {@code maxBytes}. */
    public FrameGatherer(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** To be called once, when the handler that uses this comes into its pipeline. */
    public void start(ChannelHandlerContext handler) {
        frames.start(handler);
    }

    /** Takes over what came in; {@link #next} is to be called until nothing is left. */
    public void add(ByteBuf bytes) {
        frames.add(bytes);
    }

    /**
     * The next frame without its size, owned by the caller; empty until more has come in.
     *
     * @throws io.netty.handler.codec.DecoderException when a frame is too long, or none
     */
    public Optional<ByteBuf> next() {
        for (Step step = frames.step(); step != Step.OUT_OF_BYTES; step = frames.step()) {
            if (step == Step.GATHERED) {
                return Optional.of(frames.takeGathered().skipBytes(FrameReader.SIZE_BYTES));
            }
            int missing = FrameReader.SIZE_BYTES - (frames.end() - frames.index());
            if (missing <= 0) {
                frames.gather(frameBytes(frames.buffer().getInt(frames.index())), 0);
            } else if (!frames.more(missing)) {
                break;
            }
        }
        frames.finish();
        return Optional.empty();
    }

    private int frameBytes(int size) {
        if (size < 0) {
            throw new CorruptedFrameException("a frame has a negative size");
        }
        if (size > maxBytes - FrameReader.SIZE_BYTES) {
            throw new TooLongFrameException("a frame of " + size + " bytes; the limit is " + maxBytes);
        }
        return FrameReader.SIZE_BYTES + size;
    }

    /** Passes what has come in since the last frame to the next handler, to which all that follows goes, too. */
    public void passRest() {
        frames.passGathered();
        do {
            frames.pass(frames.end() - frames.index());
        } while (frames.step() != Step.OUT_OF_BYTES);
        frames.finish();
    }

    /** Drops what has been kept. */
    public void release() {
        frames.release();
    }
}
