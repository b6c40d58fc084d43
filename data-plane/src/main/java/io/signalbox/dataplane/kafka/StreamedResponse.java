package io.signalbox.dataplane.kafka;

import io.signalbox.dataplane.kafka.exchange.ResponsePlan;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import io.signalbox.dataplane.kafka.schema.FieldHider;
import io.signalbox.dataplane.kafka.schema.FrameSink;
import io.signalbox.dataplane.kafka.schema.StreamingRename;
import org.jspecify.annotations.Nullable;

/**
 * A long response that is looked at while it streams by, if one does: fields are hidden in it, or names changed. One object for a
 * connection.
 */
final class StreamedResponse {

    private final FrameReader frames;
    private final FieldHider hider;
    private final FrameSink replacement;
    private boolean walking; // it is walked through
    private @Nullable StreamingRename renaming; // if names change in it

    StreamedResponse(FrameReader frames, FieldHider hider, FrameSink replacement) {
        this.frames = frames;
        this.hider = hider;
        this.replacement = replacement;
    }

    /** The frame that begins here, of so many bytes, is walked through. */
    void walk(ResponsePlan plan, int bytes) {
        plan.startWalk(hider, bytes, true);
        walking = true;
        frames.watch(bytes, ResponsePlan.PREFIX_BYTES);
    }

    /** Names are changed in the frame that begins here. */
    void rename(StreamingRename names, int bytes) {
        renaming = names;
        frames.replaceInParts(bytes, FrameReader.SIZE_BYTES);
    }

    /** A part of it has come. */
    void onPart() {
        boolean last = frames.left() == 0;
        if (renaming != null) {
            StreamingRename names = renaming;
            names.rename(frames.buffer(), frames.partIndex(), frames.index(), replacement);
            if (last) {
                renaming = null;
                names.checkComplete();
            }
        } else {
            hider.walk(frames.buffer(), frames.partIndex(), frames.index());
            if (last) {
                walking = false;
                hider.checkComplete();
            }
        }
    }

    /** How many of the next bytes of the frame nobody has to look at. The last is looked at in any case, so that it ends as it would otherwise. */
    int skippable() {
        if (renaming != null) {
            return Math.min(renaming.skippable(), frames.left() - 1);
        }
        return walking ? Math.min(hider.skippable(), frames.left() - 1) : frames.left();
    }

    /** So many go another way. */
    void skip(int bytes) {
        if (renaming != null) {
            renaming.skip(bytes);
        } else if (walking) {
            hider.skip(bytes);
        }
    }
}
