package io.signalbox.dataplane.layer.names;

import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** What is done with a request of an API beside giving it the broker's names. It may be asked twice of one request. */
@FunctionalInterface
interface Rule {

    /** A request needs its names, and nothing else. */
    Rule NONE = (request, asked) -> Outcome.NAMES;

    Outcome apply(ApiMessage request, Asked asked);

    /** Of an API with this kind of requests. */
    static <Q extends ApiMessage> Map.Entry<ApiKeys, Rule> of(
            ApiKeys api, Class<Q> type, BiFunction<Q, Asked, Outcome> rule) {
        return Map.entry(api, (request, asked) -> rule.apply(type.cast(request), asked));
    }

    /**
     * What comes of it.
     *
     * @param instead takes the place of all else
     * @param names gives the request its names, where the rule does so itself
     * @param change is made to the decoded response, while it has the broker's names
     * @param answersRenamed whether that change gives it the client's
     */
    record Outcome(
            Optional<Verdict> instead,
            Optional<Runnable> names,
            Optional<Consumer<ApiMessage>> change,
            boolean answersRenamed) {

        static final Outcome NAMES = new Outcome(Optional.empty(), Optional.empty(), Optional.empty(), false);

        static Outcome instead(Verdict verdict) {
            return new Outcome(Optional.of(verdict), Optional.empty(), Optional.empty(), false);
        }

        /** The rule names both by itself. */
        static <R extends ApiMessage> Outcome itself(Runnable names, Class<R> type, Consumer<R> change) {
            return new Outcome(
                    Optional.empty(),
                    Optional.of(names),
                    Optional.of(answer -> change.accept(type.cast(answer))),
                    true);
        }

        static Outcome itself(Runnable names) {
            return new Outcome(Optional.empty(), Optional.of(names), Optional.empty(), false);
        }

        static <R extends ApiMessage> Outcome change(Class<R> type, Consumer<R> change) {
            return new Outcome(
                    Optional.empty(), Optional.empty(), Optional.of(answer -> change.accept(type.cast(answer))), false);
        }
    }
}
