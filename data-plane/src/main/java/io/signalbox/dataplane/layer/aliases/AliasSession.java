package io.signalbox.dataplane.layer.aliases;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/** Aliases on one connection. A request is read by the aliases of the moment when it comes, and its response likewise. */
public final class AliasSession implements LayerSession {

    private final AliasClient client;
    private final Map<Uuid, Uuid> shared = new HashMap<>();
    private @Nullable QuickAliases quick; // many a connection never needs it

    public AliasSession(AliasClient client) {
        this.client = client;
    }

    @Override
    public boolean letsPass(RequestBytes request) {
        if (quick == null) {
            quick = new QuickAliases(client);
        }
        return quick.letsPass(request);
    }

    @Override
    public Verdict onRequest(SeenRequest request) {
        Asked asked = new Asked(request.api(), request.version(), client, client.aliases(), shared);
        return Rules.of(request.api()).apply(request.body().orElseThrow(), asked);
    }

    @Override
    public ByteBuf onResponse(SeenResponse response, ByteBufAllocator allocator) {
        Memory memory = (Memory) response.memory().orElseThrow();
        if (memory.hides().isEmpty()) {
            return shown(response, memory, allocator);
        }
        ByteBuf left = changed(response.read(), memory.hides().get(), allocator);
        if (memory.names().isEmpty() && memory.change().isEmpty()) {
            return left;
        }
        try {
            return shown(
                    new SeenResponse(
                            response.api(),
                            response.version(),
                            left,
                            left.readerIndex(),
                            left.readableBytes(),
                            response.memory()),
                    memory,
                    allocator);
        } finally {
            left.release();
        }
    }

    private static ByteBuf shown(SeenResponse response, Memory memory, ByteBufAllocator allocator) {
        if (memory.change().isEmpty()) {
            return named(response, memory, allocator);
        }
        if (memory.names().isEmpty()) {
            return changed(response.read(), memory.change().get(), allocator);
        }
        ByteBuf named = named(response, memory, allocator);
        try {
            Answer answer =
                    Answer.read(named, named.readerIndex(), named.readableBytes(), response.api(), response.version());
            return changed(answer, memory.change().get(), allocator);
        } finally {
            named.release();
        }
    }

    private static ByteBuf named(SeenResponse response, Memory memory, ByteBufAllocator allocator) {
        return memory.names()
                .orElseThrow()
                .rename(response.version(), response.in(), response.index(), response.bytes(), allocator);
    }

    private static ByteBuf changed(Answer answer, Consumer<ApiMessage> change, ByteBufAllocator allocator) {
        change.accept(answer.body());
        return answer.encode(allocator);
    }
}
