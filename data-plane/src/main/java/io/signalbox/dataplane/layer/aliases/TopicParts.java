package io.signalbox.dataplane.layer.aliases;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Where topics stand in the requests of an API, so that some of them can be asked for apart from the others, and how two of
 * its responses become one.
 *
 * @param <Q> the request
 * @param <R> the response
 * @param <T> an item of the request that is about a topic
 * @param topics the lists in which topics stand
 * @param merge adds what is in the second response to the first one
 * @param aside prepares a request for some of the topics, which is asked before the others are asked for
 */
record TopicParts<Q extends ApiMessage, R extends ApiMessage, T>(
        Class<Q> request,
        Class<R> response,
        Function<Q, Stream<? extends Collection<T>>> topics,
        Form<T> form,
        BiConsumer<R, R> merge,
        Consumer<Q> aside) {

    /**
     * How an item names its topic.
     *
     * @param name null or empty where it does so by the id
     * @param id zero where it does so by the name
     */
    record Form<T>(
            Function<T, String> name, BiConsumer<T, String> setName, Function<T, Uuid> id, BiConsumer<T, Uuid> setId) {

        static <T> Form<T> named(Function<T, String> name, BiConsumer<T, String> setName) {
            return new Form<>(name, setName, topic -> Uuid.ZERO_UUID, (topic, id) -> {});
        }
    }

    /** What is asked for in the place of a topic, and in which of several requests. */
    record Place(int round, String name, Uuid id) {}

    static <Q extends ApiMessage, R extends ApiMessage, T> TopicParts<Q, R, T> of(
            Class<Q> request,
            Class<R> response,
            Function<Q, ? extends Collection<T>> topics,
            Form<T> form,
            BiConsumer<R, R> merge) {
        return ofSeveral(request, response, all -> Stream.ofNullable(topics.apply(all)), form, merge);
    }

    static <Q extends ApiMessage, R extends ApiMessage, T> TopicParts<Q, R, T> ofSeveral(
            Class<Q> request,
            Class<R> response,
            Function<Q, Stream<? extends Collection<T>>> topics,
            Form<T> form,
            BiConsumer<R, R> merge) {
        return new TopicParts<>(request, response, topics, form, merge, all -> {});
    }

    TopicParts<Q, R, T> withAside(Consumer<Q> prepared) {
        return new TopicParts<>(request, response, topics, form, merge, prepared);
    }

    /** In the order of the request. */
    List<T> all(Q from) {
        return topics.apply(from).<T>flatMap(Collection::stream).toList();
    }

    String name(T topic) {
        String name = form.name().apply(topic);
        return name == null ? "" : name;
    }

    Uuid id(T topic) {
        return form.id().apply(topic);
    }

    /** Leaves only those topics that have a place in this round, and asks for what stands there. */
    Q only(Q from, List<Place> places, int round) {
        Iterator<Place> next = places.iterator();
        topics.apply(from).forEach(list -> {
            List<T> kept = new ArrayList<>();
            for (T topic : List.copyOf(list)) {
                Place place = next.next();
                if (place.round() == round) {
                    kept.add(topic);
                    if (!place.name().isEmpty()) {
                        form.setName().accept(topic, place.name());
                    }
                    form.setId().accept(topic, place.id());
                }
            }
            put(list, kept);
        });
        return from;
    }

    /** Some of Kafka's lists find their items by names, and take none that is in a list already. */
    private void put(Collection<T> list, List<T> topicsOfIt) {
        Iterator<T> former = list.iterator();
        while (former.hasNext()) {
            former.next();
            former.remove();
        }
        list.addAll(topicsOfIt);
    }
}
