package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** What the node itself asks a broker. Never prints what is in it. */
public record Question(ApiKeys api, short version, String clientId, int correlationId, ApiMessage body) {

    /** Nobody has to release what it gives. */
    private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

    /** Of a layer, in between a client's requests: a correlation id that no client's counting comes to. */
    public static Question ofLayer(ApiKeys api, short version, ApiMessage body) {
        return new Question(api, version, "signalbox", Integer.MIN_VALUE, body);
    }

    /** The frame of it, owned by the caller. */
    public ByteBuf encode(ByteBufAllocator allocator) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(api.id)
                .setRequestApiVersion(version)
                .setCorrelationId(correlationId)
                .setClientId(clientId);
        return FrameWriter.encode(header, api.requestHeaderVersion(version), body, version, allocator);
    }

    /**
     * Asks it through a layer, as a client above the layer would.
     *
     * @param below asks what the layer made of it
     * @return what that client would be told
     */
    public CompletionStage<ApiMessage> through(
            LayerSession layer, Function<Question, CompletionStage<ApiMessage>> below) {
        ByteBuf frame = encode(HEAP);
        try {
            SeenRequest seen = SeenRequest.read(frame, api, version);
            return through(layer, below, seen, layer.onRequest(seen));
        } finally {
            frame.release();
        }
    }

    private CompletionStage<ApiMessage> through(
            LayerSession layer,
            Function<Question, CompletionStage<ApiMessage>> below,
            SeenRequest seen,
            Verdict verdict) {
        return verdict.match(
                forward -> below.apply(ofLayer(api, version, seen.body().orElseThrow()))
                        .thenApply(answer -> forward.memory()
                                .map(memory -> changed(layer, answer, memory))
                                .orElse(answer)),
                answer -> CompletableFuture.completedFuture(answer.body()),
                later -> later.verdict().thenCompose(then -> through(layer, below, seen, then)),
                last -> CompletableFuture.failedFuture(new IllegalStateException(this + " ends no connection")));
    }

    private ApiMessage changed(LayerSession layer, ApiMessage answer, Object memory) {
        ByteBuf frame = new Answer(api, version, new ResponseHeaderData(), answer).encode(HEAP);
        ByteBuf changed = layer.onResponse(
                new SeenResponse(api, version, frame, frame.readerIndex(), frame.readableBytes(), Optional.of(memory)),
                HEAP);
        try {
            return read(changed, changed.readerIndex(), changed.readableBytes());
        } finally {
            frame.release();
            changed.release();
        }
    }

    /** The answer to it, out of the frame that stands at {@code index} and is {@code bytes} long. */
    ApiMessage read(ByteBuf in, int index, int bytes) {
        return Answer.read(in, index, bytes, api, version).body();
    }

    @Override
    public String toString() {
        return api.name + " v" + version;
    }
}
