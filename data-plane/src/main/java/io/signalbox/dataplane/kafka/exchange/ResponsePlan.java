package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import io.signalbox.dataplane.kafka.schema.CommonShape;
import io.signalbox.dataplane.kafka.schema.FieldHider;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageProgram;
import io.signalbox.dataplane.kafka.schema.Window;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.ApiKeys;

/** What is done with the responses of one API in one version. */
public final class ResponsePlan {

    /** Size and correlation id: what stands in front of every response. */
    public static final int PREFIX_BYTES = 8;

    /** Passes as bytes. */
    public static final ResponsePlan PASS = new ResponsePlan(ApiKeys.API_VERSIONS, (short) 0, List.of());

    private final ApiKeys api;
    private final short version;
    private final boolean[] seen; // by each layer, in their order for requests; none: by no layer
    private final boolean passes;
    private final boolean walks;
    private final boolean rareTexts; // are looked for
    private final Optional<MessageProgram> program;
    private final Optional<CommonShape> commonShape;

    /** {@code touches} has an element for each layer, in their order for requests; responses go the other way. */
    ResponsePlan(ApiKeys api, short version, List<Touch> touches) {
        this.api = api;
        this.version = version;
        this.seen = new boolean[touches.size()];
        for (int layer = 0; layer < seen.length; layer++) {
            seen[layer] = touches.get(layer) != Touch.PASS;
        }
        passes = touches.stream().allMatch(touch -> touch == Touch.PASS);
        rareTexts = touches.contains(Touch.TEXTS) && !touches.contains(Touch.WHOLE);
        walks = touches.contains(Touch.WALK) && !touches.contains(Touch.WHOLE) && !rareTexts;
        this.program = walks || rareTexts
                ? Optional.of(MessageProgram.compileHiding(MessageKind.response(api, version), EnumSet.of(Mark.HOST)))
                : Optional.empty();
        this.commonShape = program.flatMap(CommonShape::of);
    }

    /** Of responses that no layer sees by itself. */
    public static ResponsePlan unseen(ApiKeys api, short version) {
        return new ResponsePlan(api, version, List.of());
    }

    public ApiKeys api() {
        return api;
    }

    public short version() {
        return version;
    }

    /** Whether no layer sees the responses. */
    public boolean passes() {
        return passes;
    }

    /** Whether most of the responses turn out to concern no layer once they are looked at. */
    public boolean looks() {
        return walks || rareTexts;
    }

    /** Whether the responses can be walked instead of gathered; most of them then turn out to concern no layer. */
    public boolean walks() {
        return walks;
    }

    /**
     * Whether a response that is whole, and is looked at, concerns a layer: by its common shape, or where that does not tell
     * and texts do not matter, by a walk with {@code hider}.
     *
     * @throws MalformedMessageException when it is not what its version says
     */
    public boolean concernsLayers(FieldHider hider, ByteBuf in, int index, int frameBytes) {
        int from = index + PREFIX_BYTES;
        int end = index + frameBytes;
        if (commonShape.isPresent() && commonShape.get().isPlain(in, from, end, !rareTexts, Window.ofThread())) {
            return false;
        }
        if (rareTexts) {
            return true;
        }
        startWalk(hider, frameBytes, false);
        hider.walk(in, from, end);
        hider.checkComplete();
        return hider.found();
    }

    /**
     * Lets {@code hider} begin one response that can be walked, behind its correlation id.
     *
     * @param frameBytes of the whole frame
     * @param hides whether endpoints are hidden on the way, because the frame is not kept together
     */
    public void startWalk(FieldHider hider, int frameBytes, boolean hides) {
        hider.start(program.orElseThrow(), frameBytes - FrameReader.SIZE_BYTES, hides);
        hider.skip(PREFIX_BYTES - FrameReader.SIZE_BYTES);
    }

    /**
     * Has the layers change one response, the frame that stands at {@code index} and is {@code bytes} long.
     *
     * @param sessions of all layers of the plans to which this one belongs
     * @param memories what each of them remembered of the request, null for nothing; or none at all
     * @return the frame that takes its place, owned by the caller
     * @throws MalformedMessageException when it is not what its version says
     */
    public Reply change(
            LayerSession[] sessions, Object[] memories, ByteBuf in, int index, int bytes, ByteBufAllocator allocator) {
        return new Change(sessions, memories, allocator).from(sessions.length - 1, in.retainedSlice(index, bytes));
    }

    private boolean sees(int layer) {
        return layer < seen.length && seen[layer];
    }

    /** A response on its way through the layers, from the last to the first. */
    private final class Change {
        private final LayerSession[] sessions;
        private final Object[] memories;
        private final ByteBufAllocator allocator;

        Change(LayerSession[] sessions, Object[] memories, ByteBufAllocator allocator) {
            this.sessions = sessions;
            this.memories = memories;
            this.allocator = allocator;
        }

        /** Takes {@code frame} over. */
        Reply from(int last, ByteBuf frame) {
            int layer = last;
            while (layer >= 0 && !sees(layer) && memory(layer).isEmpty()) {
                layer--;
            }
            if (layer < 0) {
                return new Reply.Ready(frame);
            }
            int next = layer - 1;
            return reply(layer, frame)
                    .match(
                            ready -> {
                                frame.release();
                                return from(next, ready.frame());
                            },
                            later -> new Reply.Later(later.frame()
                                    .whenComplete((changed, failure) -> frame.release())
                                    .thenCompose(changed -> from(next, changed)
                                            .match(
                                                    ready -> CompletableFuture.completedFuture(ready.frame()),
                                                    Reply.Later::frame))));
        }

        private Reply reply(int layer, ByteBuf frame) {
            try {
                return sessions[layer].reply(
                        new SeenResponse(
                                api, version, frame, frame.readerIndex(), frame.readableBytes(), memory(layer)),
                        allocator);
            } catch (RuntimeException e) {
                frame.release();
                throw e;
            }
        }

        private Optional<Object> memory(int layer) {
            return memories.length == 0 ? Optional.empty() : Optional.ofNullable(memories[layer]);
        }
    }
}
