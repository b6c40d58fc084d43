package io.signalbox.dataplane.layer.aliases;

import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.Fetches;
import io.signalbox.dataplane.layer.ProduceRequests;
import io.signalbox.dataplane.layer.aliases.TopicParts.Place;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.FetchResponse;

/** Every API in which topics have names, and what becomes of its requests. */
final class Rules {

    /** In the place of a round: the topic is refused. */
    private static final int REFUSED = -1;

    private static final Map<ApiKeys, Rule> BY_API = new EnumMap<>(ApiKeys.class);

    static {
        RenamedTopics.apis().forEach(api -> BY_API.put(api, (request, asked) -> renamed(request, asked)));
        RefusedTopics.apis()
                .forEach(api -> BY_API.put(
                        api, (request, asked) -> apply(request, asked, RefusedTopics.of(api, asked.version()), true)));
        BY_API.putAll(Map.ofEntries(
                Rule.of(ApiKeys.PRODUCE, ProduceRequestData.class, (request, asked) -> {
                    ProduceRequests.requireRecords(request);
                    return renamed(request, asked);
                }),
                Rule.of(ApiKeys.FETCH, FetchRequestData.class, Rules::fetch)));
        BY_API.putAll(MetadataAliases.all());
        BY_API.putAll(MemberAliases.all());
        BY_API.putAll(ShareAliases.all());
    }

    private Rules() {}

    /** What becomes of a request of an API. */
    @FunctionalInterface
    interface Rule {

        Verdict apply(ApiMessage request, Asked asked);

        /** Of an API with this kind of requests. */
        static <Q extends ApiMessage> Map.Entry<ApiKeys, Rule> of(
                ApiKeys api, Class<Q> type, BiFunction<Q, Asked, Verdict> rule) {
            return Map.entry(api, (request, asked) -> rule.apply(type.cast(request), asked));
        }
    }

    /** Whether requests of an API have to be seen. */
    static boolean has(ApiKeys api) {
        return BY_API.containsKey(api);
    }

    /** Of one that {@link #has} it. */
    static Rule of(ApiKeys api) {
        Rule rule = BY_API.get(api);
        if (rule == null) {
            throw new IllegalStateException(api + " names no topics");
        }
        return rule;
    }

    /**
     * There are no fetch sessions: what a session gives is called as somebody called it who asked before.
     */
    private static Verdict fetch(FetchRequestData request, Asked asked) {
        if (Fetches.isOfSession(request)) {
            return new Verdict.Answer(Fetches.noSession());
        }
        boolean changed = Fetches.withoutSession(request, asked.version());
        return limited(renamed(request, asked), request, changed);
    }

    private static Verdict limited(Verdict verdict, FetchRequestData request, boolean changed) {
        return verdict.match(
                forward -> {
                    if (forward.memory().isPresent()) {
                        request.setMaxBytes(Fetches.limited(request.maxBytes()));
                    }
                    return new Verdict.Forward(forward.changed() || changed, forward.memory());
                },
                answer -> answer,
                later -> new Verdict.Later(later.verdict().thenApply(then -> limited(then, request, changed))),
                last -> last);
    }

    private static Verdict renamed(ApiMessage request, Asked asked) {
        return apply(request, asked, RenamedTopics.of(asked.api(), asked.version()), false);
    }

    private static <Q extends ApiMessage, R extends ApiMessage, T> Verdict apply(
            ApiMessage request, Asked asked, TopicParts<Q, R, T> parts, boolean refuses) {
        Q whole = parts.request().cast(request);
        Optional<Consumer<ApiMessage>> hides = ShadowedTopics.hiding(request, asked);
        Supplier<Verdict> next = () -> hiding(known(whole, asked, parts, refuses), hides);
        return hides.isPresent() && ShadowedTopics.areByIds(asked)
                ? asked.withAll(next)
                : asked.withTopics(parts.all(whole).stream().map(parts::id), next);
    }

    private static Verdict hiding(Verdict verdict, Optional<Consumer<ApiMessage>> hides) {
        return hides.map(hidden -> verdict.<Verdict>match(
                        forward -> new Verdict.Forward(
                                forward.changed(),
                                Optional.of(((Memory) forward.memory().orElse(Memory.NOTHING)).hiding(hidden))),
                        answer -> answer,
                        later -> new Verdict.Later(later.verdict().thenApply(then -> hiding(then, hides))),
                        last -> last))
                .orElse(verdict);
    }

    private static <Q extends ApiMessage, R extends ApiMessage, T> Verdict known(
            Q request, Asked asked, TopicParts<Q, R, T> parts, boolean refuses) {
        List<Names> rounds = new ArrayList<>();
        List<Place> places = parts.all(request).stream()
                .map(topic -> place(parts.name(topic), parts.id(topic), asked, refuses, rounds))
                .toList();
        List<R> answers = new ArrayList<>();
        if (places.stream().anyMatch(place -> place.round() == REFUSED)) {
            Q refused = parts.only(parts.request().cast(request.duplicate()), places, REFUSED);
            answers.add(parts.response().cast(RefusedTopics.answer(refused, asked)));
            if (rounds.isEmpty()) {
                return new Verdict.Answer(answers.get(0));
            }
        }
        if (answers.isEmpty() && rounds.size() <= 1 && rounds.stream().noneMatch(Names::changesAnything)) {
            return Verdict.FORWARD;
        }
        List<Q> asides = IntStream.range(1, rounds.size())
                .mapToObj(round -> parts.only(parts.request().cast(request.duplicate()), places, round))
                .toList();
        parts.only(request, places, 0);
        return aside(asides, rounds, asked, parts, answers, () -> forward(request, rounds.get(0), parts, answers));
    }

    /** Of two names of one topic, one is asked for after the other: their answers cannot be told apart. */
    private static Place place(String name, Uuid id, Asked asked, boolean refuses, List<Names> rounds) {
        boolean byId = !Uuid.ZERO_UUID.equals(id);
        if (refuses && (byId ? asked.isAlias(id) : asked.aliases().has(name))) {
            return new Place(REFUSED, name, id);
        }
        Uuid brokersId = asked.topic(id);
        String brokers = name.isEmpty() ? name : asked.topic(name);
        for (int round = 0; ; round++) {
            if (round == rounds.size()) {
                rounds.add(new Names(asked.api()));
            }
            Names names = rounds.get(round);
            if (byId ? names.add(brokersId, id) : names.add(brokers, name)) {
                return new Place(round, brokers, brokersId);
            }
        }
    }

    /** Asks for what cannot be asked for at once, and then goes on. */
    private static <Q extends ApiMessage, R extends ApiMessage> Verdict aside(
            List<Q> asides,
            List<Names> rounds,
            Asked asked,
            TopicParts<Q, R, ?> parts,
            List<R> answers,
            Supplier<Verdict> next) {
        if (asides.isEmpty()) {
            return next.get();
        }
        CompletionStage<Boolean> all = CompletableFuture.completedFuture(true);
        for (int i = 0; i < asides.size(); i++) {
            Q question = asides.get(i);
            Names names = rounds.get(i + 1);
            parts.aside().accept(question);
            CompletionStage<Boolean> one = asked.client()
                    .ask(Question.ofLayer(asked.api(), asked.version(), question))
                    .thenApply(answer -> answers.add(parts.response().cast(names.rename(asked.version(), answer))));
            all = all.thenCombine(one, Boolean::logicalAnd);
        }
        return new Verdict.Later(all.thenApply(done -> next.get()));
    }

    private static <Q extends ApiMessage, R extends ApiMessage> Verdict forward(
            Q request, Names names, TopicParts<Q, R, ?> parts, List<R> answers) {
        if (request instanceof FetchRequestData fetch && answers.stream().anyMatch(Rules::hasRecords)) {
            fetch.setMaxWaitMs(0);
        }
        Optional<Names> changed = Optional.of(names).filter(Names::changesAnything);
        if (answers.isEmpty()) {
            return new Verdict.Forward(true, changed.map(Memory::of));
        }
        Consumer<ApiMessage> merged = answer ->
                answers.forEach(more -> parts.merge().accept(parts.response().cast(answer), more));
        return new Verdict.Forward(true, Optional.of(new Memory(Optional.empty(), changed, Optional.of(merged))));
    }

    private static boolean hasRecords(ApiMessage answer) {
        return answer instanceof FetchResponseData fetched
                && fetched.responses().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .anyMatch(partition -> FetchResponse.recordsSize(partition) > 0);
    }
}
