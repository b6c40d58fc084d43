package io.signalbox.dataplane.kafka;

import io.netty.channel.ChannelHandlerContext;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.exchange.Receiver;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.ApiMessage;

/** The node's own questions on a client's connection: they wait until no request of the client's is on its way. */
final class OwnQuestions {

    private static final List<Receiver.Asked> NONE = List.of();

    private final Exchanges exchanges;
    private List<Receiver.Asked> waiting = NONE;

    OwnQuestions(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    /** Returns what completes with the answer, or exceptionally when none comes. */
    CompletableFuture<ApiMessage> add(Question question) {
        Receiver.Asked asked = new Receiver.Asked(question, new CompletableFuture<>());
        if (waiting.isEmpty()) {
            waiting = new ArrayList<>(1);
        }
        waiting.add(asked);
        return asked.answer();
    }

    /** Passes on those that wait, if no request is on its way. */
    @SuppressWarnings("ReferenceEquality") // asked for each read: there are none, mostly
    void passOn(ChannelHandlerContext ctx, FrameReader requests) {
        if (waiting == NONE || requests.isPassing()) {
            return;
        }
        List<Receiver.Asked> all = waiting;
        waiting = NONE;
        requests.passOn();
        for (Receiver.Asked asked : all) {
            exchanges.asked(asked.question(), asked.answer());
            ctx.fireChannelRead(asked.question().encode(ctx.alloc()));
        }
    }

    /** None of those that wait will be answered. */
    void drop() {
        List<Receiver.Asked> all = waiting;
        waiting = NONE;
        all.forEach(Receiver.Asked::drop);
    }
}
