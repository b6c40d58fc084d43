package io.signalbox.dataplane.kafka.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the frames of one direction of a connection through the buffers in which they come. Whoever reads the
 * beginning of a frame says what becomes of it: it is passed on as it comes in, watched meanwhile or not, or gathered, or
 * skipped, or replaced. What is passed on goes to the next handler, in the buffers in which it came; what takes the place of
 * frames goes together, since a buffer for each is what costs most. For one event loop.
 *
 * <p>To be called for each read: {@link #add}, then {@link #step} until it is {@link Step#OUT_OF_BYTES}, then
 * {@link #finish}. Not where the reader {@link #isClear}: a buffer that is passed on whole is not stored here on its way,
 * for a reference stored in an old object costs a memory fence.
 */
public final class FrameReader {

    /** In front of each frame. */
    public static final int SIZE_BYTES = 4;

    private static final ByteBuf NONE = Unpooled.EMPTY_BUFFER;
    private static final int LEAST_KEPT_BYTES = 512; // the beginnings of most requests are far shorter
    /** Less than this does not keep the buffer in which it came. */
    private static final int COPIED_BYTES = 4_096;

    /** What the reader has come to. */
    public enum Step {
        /** There is nothing to do until more comes in. */
        OUT_OF_BYTES,
        /** A frame begins at {@link #index} of {@link #buffer}. */
        FRAME,
        /** Bytes of a frame that is watched, from {@link #partIndex} to {@link #index}, are about to be passed on or dropped. */
        PART,
        /** The frame that was to be gathered is whole: {@link #takeGathered}. */
        GATHERED
    }

    /** Another way for bytes that nobody needs to see: the rest of a long frame, before it has been read. */
    @FunctionalInterface
    public interface Bypass {

        /** Less than this is not worth the detour. */
        int LEAST_BYTES = 64 * 1024;

        Bypass NONE = (bytes, onMoved) -> false;

        /**
         * Takes over the next {@code bytes} that come in: they do not go through the pipeline, what follows them does.
         *
         * @param onMoved is run when the last of them has left
         * @return false to decline
         */
        boolean take(int bytes, Runnable onMoved);
    }

    private enum Way {
        PASSED,
        WATCHED,
        REPLACED,
        GATHERED,
        SKIPPED
    }

    private @Nullable ChannelHandlerContext out;
    private ByteBuf in = NONE; // what is being read
    private boolean own; // it is a copy, in a buffer that may grow
    private int from; // of what is to be passed on of it
    private int at;
    private int end;
    private ByteBuf behind = NONE; // what came in since
    private @Nullable ByteBuffer view; // of what is being read
    private final MadeFrames made = new MadeFrames(); // in the place of frames in front of `from`

    private Way way = Way.PASSED;
    private int left; // of the current frame
    private int partIndex;
    private ByteBuf gathered = NONE;
    private boolean bypassed; // bytes of the current frame go another way

    /** To be called once: what is passed on goes to the handler behind this one. */
    public void start(ChannelHandlerContext handler) {
        out = handler;
    }

    /**
     * Whether nothing is kept, and nobody looks at what is on its way: what comes in next may be followed, and passed on,
     * without being taken over. For a buffer that is whole at both ends, which is what mostly comes, that is the least
     * there is to do.
     */
    public boolean isClear() {
        return isNone(in) && (left == 0 || way == Way.PASSED);
    }

    /** Where the next frame begins between {@code index} and {@code end} of what came in. */
    public int nextFrame(int index, int end) {
        int bytes = Math.min(left, end - index);
        left -= bytes;
        return index + bytes;
    }

    /** Frames are passed on, and of the last of them so many bytes are still to come. */
    public void passing(int more) {
        way = Way.PASSED;
        left = more;
    }

    /** Takes over what came in. */
    public void add(ByteBuf bytes) {
        add(bytes, bytes.readerIndex());
    }

    /** Takes over what came in, of which all in front of {@code index} is passed on. */
    public void add(ByteBuf bytes, int index) {
        if (isNone(in)) {
            read(bytes);
            at = index;
        } else if (isNone(behind)) {
            behind = bytes;
        } else {
            behind = appended(behind, bytes);
        }
    }

    /** Moves over what belongs to the current frame, up to where something has to be decided or looked at. */
    public Step step() {
        while (true) {
            if (at == end) {
                if (isNone(behind)) {
                    return Step.OUT_OF_BYTES;
                }
                passOn();
                in.release();
                read(takeBehind());
            } else if (left == 0) {
                return Step.FRAME;
            } else {
                int bytes = Math.min(left, end - at);
                left -= bytes;
                at += bytes;
                if (way != Way.PASSED && stops(bytes)) {
                    return way == Way.GATHERED ? Step.GATHERED : Step.PART;
                }
            }
        }
    }

    /** Whether the bytes, which have been moved over, are worth a look at. */
    private boolean stops(int bytes) {
        partIndex = at - bytes;
        if (way == Way.WATCHED) {
            return true;
        }
        from = at;
        if (way == Way.REPLACED) {
            return true;
        }
        if (way == Way.GATHERED) {
            gathered.writeBytes(in, at - bytes, bytes);
            return left == 0;
        }
        return false;
    }

    /** What is being read. */
    public ByteBuf buffer() {
        return in;
    }

    /** Of the same, at the same indexes; until {@link #step} goes on, or {@link #more} comes in. */
    public ByteBuffer view() {
        if (view == null) {
            view = in.nioBuffer(0, end);
        }
        return view;
    }

    /** Up to where it has been read. */
    public int index() {
        return at;
    }

    /** Up to where it can be read. */
    public int end() {
        return end;
    }

    /** See {@link Step#PART}. */
    public int partIndex() {
        return partIndex;
    }

    /**
     * Puts up to so many further bytes behind those at which a frame begins.
     *
     * @return false when nothing more has come in
     */
    public boolean more(int bytes) {
        if (isNone(behind)) {
            return false;
        }
        passOn();
        if (!own || in.refCnt() > 1) {
            keepCopy(); // a buffer of which a part was passed on must not grow
        }
        view = null;
        in.writeBytes(behind, Math.min(bytes, behind.readableBytes()));
        end = in.writerIndex();
        if (!behind.isReadable()) {
            takeBehind().release();
        }
        return true;
    }

    /** The frame that begins here, of so many bytes, is passed on. */
    public void pass(int bytes) {
        passing(bytes);
    }

    /** Everything up to {@code index} is passed on. */
    public void moveTo(int index) {
        at = index;
    }

    /** As {@link #pass}, and the bytes from {@code first} on are shown in parts. */
    public void watch(int bytes, int first) {
        way = Way.WATCHED;
        at += first;
        left = bytes - first;
    }

    /** What takes the place of a frame that begins here is about to be written, by {@link #room} and {@link #insert}. */
    public void replace() {
        passRead();
    }

    /** It has been written, of as much as is here of so many bytes; what is still to come is passed on. */
    public void replaced(int bytes) {
        int here = Math.min(bytes, end - at);
        at += here;
        from = at;
        passing(bytes - here);
    }

    /** As {@link #replaced}, before it is written: the bytes from {@code first} on are shown in parts, and not passed on. */
    public void replaceInParts(int bytes, int first) {
        way = Way.REPLACED;
        at += first;
        from = at;
        left = bytes - first;
    }

    /** A buffer to whose end up to so many bytes are to be written, which are passed on with what else takes the place of frames. */
    public ByteBuf room(int bytes) {
        return made.room(context(), bytes, end - at);
    }

    /** Of what {@link #room} has given, at the same indexes; until that grows. */
    public ByteBuffer roomView() {
        return made.view();
    }

    /** Bytes of any buffer that are passed on so, too; the buffer stays the caller's. */
    public void insert(ByteBuf bytes, int index, int length) {
        if (length < COPIED_BYTES) {
            room(length).writeBytes(bytes, index, length);
        } else {
            passMade();
            context().fireChannelRead(bytes.retainedSlice(index, length));
        }
    }

    /** Passes on what takes the place of frames. */
    public void passMade() {
        made.pass(context());
    }

    /**
     * The frame that begins here is gathered.
     *
     * @param reserved the memory that is taken for it before its bytes have come in
     */
    public void gather(int bytes, int reserved) {
        passOn();
        way = Way.GATHERED;
        left = bytes;
        gathered = context().alloc().buffer(Math.min(bytes, Math.max(reserved, end - at)), bytes);
    }

    /** A frame that begins here is not passed on. */
    public void skip(int bytes) {
        passOn();
        way = Way.SKIPPED;
        left = bytes;
    }

    /** Gives the frame away that has been gathered. */
    public ByteBuf takeGathered() {
        ByteBuf frame = gathered;
        gathered = NONE;
        return frame;
    }

    /** Passes on what has been gathered so far of a frame, to whoever will read the rest of it. */
    void passGathered() {
        ByteBuf begun = takeGathered();
        if (begun.isReadable()) {
            context().fireChannelRead(begun);
        } else {
            begun.release();
        }
    }

    /** Passes on, between two frames, what came in up to here; something else is about to follow it. */
    public void passOn() {
        passRead();
        passMade();
    }

    private void passRead() {
        if (at == from) {
            return;
        }
        passMade();
        int to = at;
        if (to == from) { // everything has been dropped meanwhile
            return;
        }
        ByteBuf passed = in;
        if (from == in.readerIndex() && to == in.writerIndex()) {
            readNothing();
        } else {
            passed = in.retainedSlice(from, to - from);
            from = to;
        }
        context().fireChannelRead(passed);
    }

    /** Passes on what is to be, and keeps what cannot be read yet. */
    public void finish() {
        passOn();
        if (isNone(in)) {
            return;
        }
        if (at == end) {
            in.release();
            readNothing();
        } else if (!own && end - at < COPIED_BYTES) {
            keepCopy();
        }
    }

    /** Of the frame that is passed on: bytes that have not come in yet. */
    public int left() {
        return left;
    }

    /** Lets so many of the bytes that are left go another way, if that takes them; after {@link #finish}. */
    public boolean bypass(Bypass other, int bytes, Runnable onMoved) {
        boolean taken = other.take(bytes, () -> {
            bypassed = false;
            onMoved.run();
        });
        if (taken) {
            bypassed = true;
            left -= bytes;
        }
        return taken;
    }

    /** Whether bytes of the current frame go another way. */
    public boolean isBypassed() {
        return bypassed;
    }

    /** Whether no frame is on its way. */
    public boolean isBetweenFrames() {
        return left == 0 && !bypassed && isNone(gathered);
    }

    /** Whether a frame of which something has been passed on is not through. */
    public boolean isPassing() {
        return bypassed || (left > 0 && (way == Way.PASSED || way == Way.WATCHED || way == Way.REPLACED));
    }

    /** Whether nothing of a further frame has come in, either. */
    public boolean isEmpty() {
        return isBetweenFrames() && isNone(in);
    }

    /** Drops what has been kept. */
    public void release() {
        takeGathered().release();
        in.release();
        readNothing();
        takeBehind().release();
        made.release();
        left = 0;
    }

    private void read(ByteBuf bytes) {
        in = bytes;
        view = null;
        own = false;
        at = bytes.readerIndex();
        from = at;
        end = bytes.writerIndex();
    }

    private void readNothing() {
        in = NONE;
        view = null;
        own = false;
        at = 0;
        from = 0;
        end = 0;
    }

    private ByteBuf takeBehind() {
        ByteBuf bytes = behind;
        behind = NONE;
        return bytes;
    }

    /** Of what has not been read; there is nothing in front of it to be passed on. */
    private void keepCopy() {
        ByteBuf copy = context().alloc().buffer(Math.max(LEAST_KEPT_BYTES, end - at));
        copy.writeBytes(in, at, end - at);
        in.release();
        read(copy);
        own = true;
    }

    private ByteBuf appended(ByteBuf first, ByteBuf next) {
        ByteBuf both = context().alloc().buffer(2 * (first.readableBytes() + next.readableBytes()));
        both.writeBytes(first).writeBytes(next);
        first.release();
        next.release();
        return both;
    }

    /** A sentinel, not an equal: any buffer without a byte equals it. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isNone(ByteBuf bytes) {
        return bytes == NONE;
    }

    private ChannelHandlerContext context() {
        if (out == null) {
            throw new IllegalStateException("the reader has not been started");
        }
        return out;
    }
}
