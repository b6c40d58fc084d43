package io.signalbox.dataplane.layer.records;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.Reply;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/** Policies for records on one connection. What is read is changed by the rules of the moment when it was asked for. */
public final class RecordsSession implements LayerSession {

    private final RecordsClient client;
    private @Nullable QuickRecords quick; // many a connection never needs it

    public RecordsSession(RecordsClient client) {
        this.client = client;
    }

    /** What becomes of a broker's response: the memory of its request. */
    @FunctionalInterface
    interface Change {

        /** Whether anything of it is other than before; completes on the connection's event loop. */
        CompletionStage<Boolean> change(ApiMessage response);
    }

    @Override
    public boolean letsPass(RequestBytes request) {
        if (quick == null) {
            quick = new QuickRecords(client);
        }
        return quick.letsPass(request);
    }

    @Override
    public Verdict onRequest(SeenRequest request) {
        ApiMessage body = request.body().orElseThrow();
        return body instanceof ProduceRequestData produce
                ? new Written(client, request.version()).look(produce)
                : new Wanted(client, request.version()).look((FetchRequestData) body);
    }

    @Override
    public Reply reply(SeenResponse response, ByteBufAllocator allocator) {
        Answer answer = response.read();
        CompletableFuture<ByteBuf> frame = ((Change) response.memory().orElseThrow())
                .change(answer.body())
                .thenApply(changed -> changed ? answer.encode(allocator) : onResponse(response, allocator))
                .toCompletableFuture();
        return frame.isDone() ? new Reply.Ready(frame.join()) : new Reply.Later(frame);
    }
}
