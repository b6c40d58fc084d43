package io.signalbox.dataplane.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** What becomes of a request behind one layer: it is sent, with what is remembered of it, or answered. */
public final class LayerExchange {

    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

    private final LayerSession session;
    private final SeenRequest seen;
    private final Verdict verdict;

    public LayerExchange(LayerSession session, int version, ApiMessage request) {
        this.session = session;
        ApiKeys api = ApiKeys.forId(request.apiKey());
        ByteBuf frame = FrameWriter.encode(
                new RequestHeaderData().setRequestApiKey(api.id).setRequestApiVersion((short) version),
                api.requestHeaderVersion((short) version),
                request,
                (short) version,
                HEAP);
        seen = SeenRequest.read(frame, api, (short) version);
        verdict = settled(session.onRequest(seen));
    }

    private static Verdict settled(Verdict verdict) {
        return verdict instanceof Verdict.Later later
                ? settled(later.verdict().toCompletableFuture().join())
                : verdict;
    }

    public boolean passes() {
        return verdict.equals(Verdict.FORWARD);
    }

    public <Q extends ApiMessage> Q sent(Class<Q> type) {
        assertThat(verdict).isInstanceOf(Verdict.Forward.class);
        return type.cast(seen.body().orElseThrow());
    }

    public <R extends ApiMessage> R answered(Class<R> type) {
        assertThat(verdict).isInstanceOf(Verdict.Answer.class);
        return type.cast(((Verdict.Answer) verdict).body());
    }

    public <R extends ApiMessage> R shown(R response) {
        Verdict.Forward forward = (Verdict.Forward) verdict;
        if (forward.memory().isEmpty()) {
            return response;
        }
        ByteBuf frame = FrameWriter.encode(
                new ResponseHeaderData(),
                seen.api().responseHeaderVersion(seen.version()),
                response,
                seen.version(),
                HEAP);
        ByteBuf shown = session.onResponse(
                new SeenResponse(seen.api(), seen.version(), frame, 0, frame.readableBytes(), forward.memory()), HEAP);
        @SuppressWarnings("unchecked")
        R read = (R) new SeenResponse(seen.api(), seen.version(), shown, 0, shown.readableBytes(), forward.memory())
                .read()
                .body();
        return read;
    }
}
