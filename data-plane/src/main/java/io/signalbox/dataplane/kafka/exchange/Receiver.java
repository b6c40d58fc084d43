package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.ApiMessage;

/** What takes the whole response to a request that went to the broker. */
public interface Receiver {

    /** Passes a response on as it is; in the place of one that there is not yet, or no more. */
    Receiver NONE = new Changed(ResponsePlan.PASS, new LayerSession[0], new Object[0]);

    /**
     * Makes what the client gets out of the frame that stands at {@code index} and is {@code bytes} long.
     *
     * @return with a frame that is the caller's; empty when the client gets nothing
     * @throws io.signalbox.dataplane.kafka.schema.MalformedMessageException when it is not what its version says
     */
    Reply receive(ByteBuf in, int index, int bytes, ByteBufAllocator allocator);

    /** Whether the request was a client's. */
    boolean isClients();

    /** No response comes any more. */
    void drop();

    /** Has the layers change it that saw the request. */
    final class Changed implements Receiver {
        private final ResponsePlan plan;
        private final LayerSession[] sessions;
        private final Object[] memories;

        /** {@code memories} is what layers remembered of the request: one place for each, or none at all. */
        Changed(ResponsePlan plan, LayerSession[] sessions, Object[] memories) {
            this.plan = plan;
            this.sessions = sessions;
            this.memories = memories;
        }

        @Override
        public Reply receive(ByteBuf in, int index, int bytes, ByteBufAllocator allocator) {
            return plan.change(sessions, memories, in, index, bytes, allocator);
        }

        @Override
        public boolean isClients() {
            return true;
        }

        @Override
        public void drop() {
            // What is remembered is a value.
        }
    }

    /** Completes a question of the node's own; on the connection's event loop. */
    record Asked(Question question, CompletableFuture<ApiMessage> answer) implements Receiver {
        @Override
        public Reply receive(ByteBuf in, int index, int bytes, ByteBufAllocator allocator) {
            answer.complete(question.read(in, index, bytes));
            return new Reply.Ready(Unpooled.EMPTY_BUFFER);
        }

        @Override
        public boolean isClients() {
            return false;
        }

        @Override
        public void drop() {
            answer.completeExceptionally(
                    new IllegalStateException("the connection ended before the broker answered " + question));
        }
    }
}
