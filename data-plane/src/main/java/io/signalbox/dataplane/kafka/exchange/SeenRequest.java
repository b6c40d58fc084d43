package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/**
 * A request that layers see, one after the other, and what they say of it so far. Never prints what is in it.
 */
public final class SeenRequest {

    private static final Object[] NOTHING = {};

    private final ApiKeys api;
    private final short version;
    private final int correlationId;
    private final int frameBytes;
    private final Optional<Whole> whole;
    private boolean changed;
    private Object[] memories = NOTHING;

    private record Whole(RequestHeaderData header, ApiMessage body) {}

    private SeenRequest(ApiKeys api, short version, int correlationId, int frameBytes, Optional<Whole> whole) {
        this.api = api;
        this.version = version;
        this.correlationId = correlationId;
        this.frameBytes = frameBytes;
        this.whole = whole;
    }

    /** Of which no more is seen than that it has come. */
    public static SeenRequest head(ApiKeys api, short version, int correlationId, int frameBytes) {
        return new SeenRequest(api, version, correlationId, frameBytes, Optional.empty());
    }

    /**
     * Reads a whole frame, which is left as it is.
     *
     * @throws ProtocolViolationException when it is not what its version says; tells nothing of what was in it
     */
    public static SeenRequest read(ByteBuf frame, ApiKeys api, short version) {
        if (version
                < api.messageType
                        .lowestSupportedVersion()) { // its readers do not look, and what they make of it is no request
            throw new ProtocolViolationException(
                    ProtocolViolation.UNSUPPORTED_VERSION, api.name + " version " + version);
        }
        ByteBuffer bytes = frame.nioBuffer(
                frame.readerIndex() + FrameReader.SIZE_BYTES, frame.readableBytes() - FrameReader.SIZE_BYTES);
        ByteBufferAccessor readable = new OrderedTags(bytes);
        ApiMessage body = api.messageType.newRequest();
        try {
            RequestHeaderData header = new RequestHeaderData(readable, api.requestHeaderVersion(version));
            body.read(readable, version);
            return new SeenRequest(
                    api, version, header.correlationId(), frame.readableBytes(), Optional.of(new Whole(header, body)));
        } catch (RuntimeException e) {
            // Kafka's generated readers throw whatever their buffers throw.
            throw new ProtocolViolationException(
                    ProtocolViolation.MALFORMED_REQUEST, api.name + " v" + version + " could not be read");
        }
    }

    public ApiKeys api() {
        return api;
    }

    public short version() {
        return version;
    }

    public int correlationId() {
        return correlationId;
    }

    public int frameBytes() {
        return frameBytes;
    }

    /** Only where a layer has to see all of it. A layer that changes it says so by {@link Verdict.Forward}. */
    public Optional<ApiMessage> body() {
        return whole.map(Whole::body);
    }

    /**
     * Takes the body of a frame that was made out of {@link #encode}, which is left as it is; nothing of it is kept but
     * records.
     */
    public void become(ByteBuf frame) {
        Whole all = whole.orElseThrow();
        ByteBufferAccessor readable = new ByteBufferAccessor(frame.nioBuffer(
                frame.readerIndex() + FrameReader.SIZE_BYTES, frame.readableBytes() - FrameReader.SIZE_BYTES));
        all.header().read(readable, api.requestHeaderVersion(version));
        all.body().read(readable, version);
    }

    /** Adds what one of so many layers says. */
    void add(int layer, int layers, Verdict.Forward verdict) {
        changed |= verdict.changed();
        verdict.memory().ifPresent(memory -> {
            if (memories.length == 0) {
                memories = new Object[layers];
            }
            memories[layer] = memory;
        });
    }

    /** Whether a layer has changed the body, so that the frame is no longer that of the client. */
    public boolean isChanged() {
        return changed;
    }

    /** What layers want to know when the response comes, a place for each; empty when none does. */
    public Object[] memories() {
        return memories;
    }

    /**
     * The frame of it as it is by now, owned by the caller.
     *
     * @throws ProtocolViolationException when the client sent what cannot be written again
     */
    public ByteBuf encode(ByteBufAllocator allocator) {
        Whole all = whole.orElseThrow();
        try {
            return PeersMessage.encode(
                    all.header(), api.requestHeaderVersion(version), all.body(), api, version, allocator);
        } catch (MalformedMessageException e) {
            throw new ProtocolViolationException(ProtocolViolation.MALFORMED_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    /** An answer to this request, as a frame of its own. */
    public ByteBuf answer(ApiMessage answer, ByteBufAllocator allocator) {
        ResponseHeaderData header = new ResponseHeaderData().setCorrelationId(correlationId);
        return FrameWriter.encode(header, api.responseHeaderVersion(version), answer, version, allocator);
    }

    @Override
    public String toString() {
        return api.name + " v" + version;
    }
}
