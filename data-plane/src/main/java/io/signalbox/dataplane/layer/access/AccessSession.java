package io.signalbox.dataplane.layer.access;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.kafka.schema.FrameSink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Access control on one connection. A request is judged by the rules of the moment when it comes, and its response is
 * changed by what was found then.
 */
public final class AccessSession implements LayerSession {

    private final AccessClient client;
    private final SharedTopics shared = new SharedTopics();
    private @Nullable QuickChecks quick; // many a connection never needs them

    public AccessSession(AccessClient client) {
        this.client = client;
    }

    @Override
    public boolean letsPass(RequestBytes request) {
        return quick().letsPass(request);
    }

    @Override
    public boolean rewrite(RequestBytes request, FrameSink out) {
        return quick().rewrite(request, out);
    }

    @Override
    public boolean rewriteAlike(RequestBytes request, FrameSink out) {
        return quick().rewriteAlike(request, out);
    }

    @Override
    public boolean rewriteResponse(SeenResponse response, ByteBuffer view, FrameSink out) {
        return quick().cut().rewrite(response, view, out);
    }

    private QuickChecks quick() {
        if (quick == null) {
            quick = new QuickChecks(client);
        }
        return quick;
    }

    @Override
    public Verdict onRequest(SeenRequest request) {
        Asked asked = new Asked(request.api(), request.version(), client.authorizer(), client, shared);
        return Checks.of(request.api()).check(request.body().orElseThrow(), asked);
    }

    @Override
    public ByteBuf onResponse(SeenResponse response, ByteBufAllocator allocator) {
        Answer answer = response.read();
        Object memory = response.memory().orElseThrow();
        Change change = REWRITTEN.equals(memory) ? quick().cut()::complete : (Change) memory;
        change.change(answer.body());
        return answer.encode(allocator);
    }
}
