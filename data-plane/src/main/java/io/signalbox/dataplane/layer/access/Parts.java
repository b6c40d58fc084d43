package io.signalbox.dataplane.layer.access;

import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.ImplicitLinkedHashCollection;

/**
 * A request for many items, each of which is judged: those that are refused are answered here, the rest goes on, and both
 * answers become one.
 *
 * @param <Q> the request
 * @param <R> the response
 * @param <I> an item of the request
 * @param refuse makes the answer to a request whose items all fail by one error
 * @param merge adds what is in the second response to the first one
 */
record Parts<Q extends ApiMessage, R extends ApiMessage, I>(
        Class<Q> request,
        Class<R> response,
        Function<Q, ? extends Collection<I>> items,
        BiFunction<Q, Errors, R> refuse,
        BiConsumer<R, R> merge) {

    /** Refused in the form that the Kafka library has for it. */
    static <Q extends ApiMessage, R extends ApiMessage, I> Parts<Q, R, I> of(
            Asked asked,
            Class<Q> request,
            Class<R> response,
            Function<Q, ? extends Collection<I>> items,
            BiConsumer<R, R> merge) {
        return new Parts<>(request, response, items, (all, error) -> response.cast(asked.refusal(all, error)), merge);
    }

    /** Judges each item; {@link Errors#NONE} lets it go on. */
    Verdict judge(Q all, Function<I, Errors> judge) {
        return judge(all, judge, response -> {}, false);
    }

    /** As {@link #judge}, and the broker's response is changed in any case. */
    Verdict judge(Q all, Function<I, Errors> judge, Consumer<R> change) {
        return judge(all, judge, change, true);
    }

    private Verdict judge(Q all, Function<I, Errors> judge, Consumer<R> change, boolean changes) {
        List<Errors> outcome = items.apply(all).stream().map(judge).toList();
        List<R> refused = outcome.stream()
                .filter(error -> error != Errors.NONE)
                .distinct()
                .map(error -> refuse.apply(with(request.cast(all.duplicate()), outcome, error), error))
                .toList();
        if (refused.isEmpty()) {
            return changes ? Change.later(response, change) : Verdict.FORWARD;
        }
        R answer = refused.get(0);
        refused.stream().skip(1).forEach(more -> merge.accept(answer, more));
        if (!outcome.contains(Errors.NONE)) {
            return new Verdict.Answer(answer);
        }
        with(all, outcome, Errors.NONE);
        return Change.forward(true, response, brokers -> {
            change.accept(brokers);
            merge.accept(brokers, answer);
        });
    }

    /** The request with those items alone that came to this. */
    private Q with(Q all, List<Errors> outcome, Errors kept) {
        Iterator<Errors> errors = outcome.iterator();
        items.apply(all).removeIf(item -> errors.next() != kept);
        return all;
    }

    /** Moves elements, which may be in one of Kafka's collections at a time only. */
    static <E extends ImplicitLinkedHashCollection.Element> void move(
            ImplicitLinkedHashCollection<E> to, ImplicitLinkedHashCollection<E> from) {
        Iterator<E> elements = from.iterator();
        while (elements.hasNext()) {
            E element = elements.next();
            elements.remove();
            to.add(element);
        }
    }
}
