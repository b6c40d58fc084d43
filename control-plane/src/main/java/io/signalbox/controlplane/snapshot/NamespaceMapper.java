package io.signalbox.controlplane.snapshot;

import io.signalbox.controlplane.virtualcluster.Namespace;
import io.signalbox.controlplane.virtualcluster.TopicAlias;
import io.signalbox.proto.config.v1.WireAdditionalNames;
import io.signalbox.proto.config.v1.WireNamespace;
import io.signalbox.proto.config.v1.WireNamespaceMode;
import io.signalbox.proto.config.v1.WireTopicAlias;
import java.util.List;

/** Namespaces and aliases of topics in the form that nodes receive. */
final class NamespaceMapper {

    private NamespaceMapper() {}

    static WireNamespace namespace(Namespace namespace) {
        WireNamespace.Builder body = WireNamespace.newBuilder()
                .setMode(
                        switch (namespace.mode()) {
                            case HIDE_PREFIX -> WireNamespaceMode.NAMESPACE_MODE_HIDE_PREFIX;
                            case ENFORCE_PREFIX -> WireNamespaceMode.NAMESPACE_MODE_ENFORCE_PREFIX;
                        })
                .setPrefix(namespace.prefix());
        namespace.additional().ifPresent(additional -> {
            additional.topics().orElse(List.of()).forEach(topics -> body.addAdditionalTopics(topics(topics)));
            additional.consumerGroups().orElse(List.of()).forEach(groups -> body.addAdditionalGroups(groups(groups)));
        });
        return body.build();
    }

    static WireTopicAlias alias(TopicAlias alias) {
        return WireTopicAlias.newBuilder()
                .setAlias(alias.alias())
                .setTopic(alias.topic())
                .setCondition(alias.condition())
                .setWarnsOfConflict(warns(alias.conflict()))
                .build();
    }

    private static WireAdditionalNames topics(Namespace.Topics topics) {
        return topics.match(new Namespace.TopicCases<>() {
            @Override
            public WireAdditionalNames glob(Namespace.TopicGlob topics) {
                return WireAdditionalNames.newBuilder()
                        .setGlob(topics.glob())
                        .setWarnsOfConflict(warns(topics.conflict()))
                        .build();
            }

            @Override
            public WireAdditionalNames list(Namespace.TopicList topics) {
                return WireAdditionalNames.newBuilder()
                        .addAllNames(topics.exactList().orElse(List.of()).stream()
                                .map(Namespace.BackendTopic::backend)
                                .toList())
                        .setWarnsOfConflict(warns(topics.conflict()))
                        .build();
            }
        });
    }

    private static WireAdditionalNames groups(Namespace.Groups groups) {
        return groups.match(new Namespace.GroupCases<>() {
            @Override
            public WireAdditionalNames glob(Namespace.GroupGlob groups) {
                return WireAdditionalNames.newBuilder().setGlob(groups.glob()).build();
            }

            @Override
            public WireAdditionalNames list(Namespace.GroupList groups) {
                return WireAdditionalNames.newBuilder()
                        .addAllNames(groups.exactList().orElse(List.of()).stream()
                                .map(Namespace.GroupName::value)
                                .toList())
                        .build();
            }
        });
    }

    private static boolean warns(Namespace.Conflict conflict) {
        return switch (conflict) {
            case WARN -> true;
            case IGNORE -> false;
        };
    }
}
