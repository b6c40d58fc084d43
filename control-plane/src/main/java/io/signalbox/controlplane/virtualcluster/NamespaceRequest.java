package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.ItemReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.expression.Expression;
import io.signalbox.expression.Place;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what clients see of a backend cluster, and by which names. */
final class NamespaceRequest {

    private static final int MAX_ITEMS = 10_000;
    private static final TextRule TEXT = TextRule.anything(1, Integer.MAX_VALUE);
    private static final TextRule GLOB = TextRule.matching(
            1, Integer.MAX_VALUE, "[A-Za-z0-9._?*-]+", "must have only letters, digits and ._- and the wildcards ?*");

    private static final TextRule CONDITION = TextRule.checked(
            0,
            Expression.MAX_LENGTH,
            text -> text.isEmpty() ? Optional.empty() : Expression.problem(Place.ALIAS_CONDITION, text));

    private NamespaceRequest() {}

    static Namespace read(BodyReader namespace) {
        return new Namespace(
                namespace.requiredChoice("mode", Namespace.Mode.values()),
                namespace.requiredText("prefix", TEXT),
                namespace.object("additional").map(NamespaceRequest::additional));
    }

    /** None and an empty list are the same: there are no aliases. */
    static List<TopicAlias> aliases(BodyReader body) {
        return body.list(
                "topic_aliases",
                0,
                MAX_ITEMS,
                item -> item.object()
                        .map(alias -> new TopicAlias(
                                alias.requiredText("alias", TEXT),
                                alias.requiredText("topic", TEXT),
                                alias.text("condition", CONDITION).orElse(""),
                                conflict(alias))));
    }

    private static Namespace.Additional additional(BodyReader additional) {
        return new Namespace.Additional(
                list(additional, "topics", 0, item -> item.object().flatMap(NamespaceRequest::topics)),
                list(additional, "consumer_groups", 0, item -> item.object().flatMap(NamespaceRequest::groups)));
    }

    private static Optional<Namespace.Topics> topics(BodyReader selector) {
        return match(
                selector,
                glob -> new Namespace.TopicGlob(glob.requiredText("glob", GLOB), conflict(glob)),
                named -> new Namespace.TopicList(
                        list(
                                named,
                                "exact_list",
                                1,
                                item -> item.object()
                                        .map(topic -> new Namespace.BackendTopic(topic.requiredText("backend", TEXT)))),
                        conflict(named)));
    }

    private static Optional<Namespace.Groups> groups(BodyReader selector) {
        return match(
                selector,
                glob -> new Namespace.GroupGlob(glob.requiredText("glob", GLOB)),
                named -> new Namespace.GroupList(list(
                        named,
                        "exact_list",
                        1,
                        item -> item.object()
                                .map(group -> new Namespace.GroupName(group.requiredText("value", TEXT))))));
    }

    private static <T> Optional<T> match(
            BodyReader selector, Function<BodyReader, T> glob, Function<BodyReader, T> exactList) {
        String type = selector.requiredChoice("type", List.of("glob", "exact_list"));
        if (type.isEmpty()) {
            selector.ignoreRest();
            return Optional.empty();
        }
        return Optional.of(type.equals("glob") ? glob.apply(selector) : exactList.apply(selector));
    }

    private static Namespace.Conflict conflict(BodyReader object) {
        return object.choice("conflict", Namespace.Conflict.values()).orElse(Namespace.Conflict.WARN);
    }

    private static <T> Optional<List<T>> list(
            BodyReader object, String name, int min, Function<ItemReader, Optional<T>> read) {
        List<T> items = object.list(name, min, MAX_ITEMS, read);
        return object.has(name) ? Optional.of(items) : Optional.empty();
    }
}
