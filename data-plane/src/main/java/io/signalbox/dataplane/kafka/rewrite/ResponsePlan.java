package io.signalbox.dataplane.kafka.rewrite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** What is done with the responses of one API in one version. */
public final class ResponsePlan {

    /** Size and correlation id: what stands in front of every response. */
    private static final int PREFIX_BYTES = 8;

    /** Passes as bytes. */
    public static final ResponsePlan PASS = new ResponsePlan(ApiKeys.API_VERSIONS, (short) 0, Optional.empty());

    private final ApiKeys key;
    private final short version;
    private final Optional<AddressBearing.Api> api;
    private final Optional<BodyProgram> program;
    private final Optional<QuickLook> quickLook;

    ResponsePlan(ApiKeys key, short version, Optional<AddressBearing.Api> api) {
        this.key = key;
        this.version = version;
        this.api = api;
        this.program = api.filter(AddressBearing.Api::endpointsStandLast)
                .map(walked -> BodyProgram.compile(key.messageType.responseSchemas()[version]));
        this.quickLook = program.flatMap(QuickLook::of);
    }

    /** Whether the responses carry no address. */
    public boolean passes() {
        return api.isEmpty();
    }

    /** Whether the responses can be walked instead of decoded; most of them then turn out to carry no address. */
    public boolean walks() {
        return program.isPresent();
    }

    /**
     * Whether there are node endpoints in a response that can be walked and is whole: by a quick look, or where that does
     * not tell, by a walk with {@code scanner}.
     *
     * @throws MalformedResponseException when it is not what its version says
     */
    public boolean bearsEndpoints(NodeEndpointsScanner scanner, ByteBuf in, int index, int frameBytes) {
        int from = index + PREFIX_BYTES;
        int end = index + frameBytes;
        if (quickLook.isPresent() && quickLook.get().isPlain(in, from, end)) {
            return false;
        }
        startWalk(scanner, frameBytes, false);
        scanner.walk(in, from, end);
        scanner.checkComplete();
        return scanner.found();
    }

    /**
     * Lets {@code scanner} begin one response that can be walked, behind its correlation id.
     *
     * @param frameBytes of the whole frame
     * @param hides whether endpoints are hidden on the way, because the frame is not kept together
     */
    public void startWalk(NodeEndpointsScanner scanner, int frameBytes, boolean hides) {
        scanner.start(program.orElseThrow(), frameBytes - PREFIX_BYTES, hides);
    }

    /**
     * Decodes, rewrites and encodes one response, the frame that stands at {@code index} and is {@code bytes} long.
     *
     * @throws MalformedResponseException when it is not what its version says
     */
    public Rewritten rewrite(ByteBuf in, int index, int bytes, Advertiser advertiser, ByteBufAllocator allocator) {
        if (api.orElseThrow().rewriter().isEmpty()) {
            return MetadataFrame.rewrite(in.slice(index, bytes), version, advertiser, allocator);
        }
        ByteBuffer frame = in.nioBuffer(index + Frames.SIZE_BYTES, bytes - Frames.SIZE_BYTES);
        short bodyVersion = answeredVersion(frame);
        Answer answer = Answer.read(frame, key, bodyVersion);
        SeenBrokers seen = api.orElseThrow().rewriter().orElseThrow().rewrite(answer.body(), advertiser);
        return new Rewritten(
                Frames.encode(
                        answer.header(), key.responseHeaderVersion(bodyVersion), answer.body(), bodyVersion, allocator),
                seen);
    }

    /** A broker that does not know a version of ApiVersions answers in version 0 (KIP-511). */
    private short answeredVersion(ByteBuffer frame) {
        boolean refused = key == ApiKeys.API_VERSIONS
                && frame.remaining() >= 6
                && frame.getShort(frame.position() + 4) == Errors.UNSUPPORTED_VERSION.code();
        return refused ? 0 : version;
    }
}
