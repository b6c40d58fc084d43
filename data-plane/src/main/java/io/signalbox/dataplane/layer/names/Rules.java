package io.signalbox.dataplane.layer.names;

import io.signalbox.acl.Namespace.Kind;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.Fetches;
import io.signalbox.dataplane.layer.ProduceRequests;
import io.signalbox.dataplane.layer.Refusals;
import io.signalbox.dataplane.layer.names.Rule.Outcome;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;

/** Every API that is relayed under a namespace, and what its requests need beside the broker's names. */
final class Rules {

    /** The oldest version that takes ids. */
    static final short METADATA_BY_ID = 12;

    /** The oldest version that says whether missing topics are made; before, they always are. */
    static final short METADATA_WITH_CREATION = 4;

    /** Not relayed. */
    static final short NONE = -1;

    private static final short FIND_MANY_COORDINATORS = 4;
    private static final short FETCH_OFFSETS_OF_GROUPS = 8;
    private static final int NO_REPLICA = -1;

    /** These name nothing. */
    private static final Set<ApiKeys> NAMELESS = EnumSet.of(
            ApiKeys.API_VERSIONS,
            ApiKeys.SASL_HANDSHAKE,
            ApiKeys.SASL_AUTHENTICATE,
            ApiKeys.GET_TELEMETRY_SUBSCRIPTIONS,
            ApiKeys.PUSH_TELEMETRY,
            ApiKeys.DESCRIBE_CLUSTER);

    /** These need the broker's names, and nothing else. */
    private static final Set<ApiKeys> UNIFORM = EnumSet.of(
            ApiKeys.LIST_OFFSETS,
            ApiKeys.OFFSET_COMMIT,
            ApiKeys.JOIN_GROUP,
            ApiKeys.SYNC_GROUP,
            ApiKeys.HEARTBEAT,
            ApiKeys.LEAVE_GROUP,
            ApiKeys.DELETE_TOPICS,
            ApiKeys.DELETE_RECORDS,
            ApiKeys.INIT_PRODUCER_ID,
            ApiKeys.OFFSET_FOR_LEADER_EPOCH,
            ApiKeys.ADD_PARTITIONS_TO_TXN,
            ApiKeys.ADD_OFFSETS_TO_TXN,
            ApiKeys.END_TXN,
            ApiKeys.TXN_OFFSET_COMMIT,
            ApiKeys.DESCRIBE_CONFIGS,
            ApiKeys.ALTER_REPLICA_LOG_DIRS,
            ApiKeys.CREATE_PARTITIONS,
            ApiKeys.DELETE_GROUPS,
            ApiKeys.ALTER_PARTITION_REASSIGNMENTS,
            ApiKeys.OFFSET_DELETE,
            ApiKeys.DESCRIBE_PRODUCERS,
            ApiKeys.SHARE_GROUP_HEARTBEAT,
            ApiKeys.SHARE_ACKNOWLEDGE,
            ApiKeys.ALTER_SHARE_GROUP_OFFSETS,
            ApiKeys.DELETE_SHARE_GROUP_OFFSETS);

    /** These are for several groups or transactions, of which some may be refused. */
    private static final Set<ApiKeys> OF_MANY = EnumSet.of(
            ApiKeys.DESCRIBE_GROUPS,
            ApiKeys.DELETE_GROUPS,
            ApiKeys.CONSUMER_GROUP_DESCRIBE,
            ApiKeys.SHARE_GROUP_DESCRIBE,
            ApiKeys.STREAMS_GROUP_DESCRIBE,
            ApiKeys.DESCRIBE_TRANSACTIONS,
            ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS,
            ApiKeys.DESCRIBE_CONFIGS);

    private static final Map<ApiKeys, Rule> BY_API = new EnumMap<>(ApiKeys.class);

    static {
        Stream.of(own(), MetadataNames.all(), ListFilters.all())
                .flatMap(Set::stream)
                .forEach(rule -> BY_API.put(rule.getKey(), rule.getValue()));
        UNIFORM.forEach(api -> BY_API.put(api, Rule.NONE));
    }

    private Rules() {}

    private static Set<Map.Entry<ApiKeys, Rule>> own() {
        return Set.of(
                Rule.of(ApiKeys.PRODUCE, ProduceRequestData.class, Rules::produce),
                Rule.of(ApiKeys.FETCH, FetchRequestData.class, Rules::fetch),
                Rule.of(ApiKeys.SHARE_FETCH, ShareFetchRequestData.class, Rules::shareFetch),
                Rule.of(
                        ApiKeys.CONSUMER_GROUP_HEARTBEAT,
                        ConsumerGroupHeartbeatRequestData.class,
                        (request, asked) -> Refusals.ofPattern(request)
                                .map(refused -> Outcome.instead(new Verdict.Answer(refused)))
                                .orElse(Outcome.NAMES)),
                Rule.of(ApiKeys.ELECT_LEADERS, ElectLeadersRequestData.class, Rules::electLeaders),
                Rule.of(
                        ApiKeys.ALTER_CONFIGS,
                        AlterConfigsRequestData.class,
                        (request, asked) -> alterConfigs(
                                request,
                                request.resources().stream()
                                        .map(AlterConfigsRequestData.AlterConfigsResource::resourceType),
                                asked)),
                Rule.of(
                        ApiKeys.INCREMENTAL_ALTER_CONFIGS,
                        IncrementalAlterConfigsRequestData.class,
                        (request, asked) -> alterConfigs(
                                request,
                                request.resources().stream()
                                        .map(IncrementalAlterConfigsRequestData.AlterConfigsResource::resourceType),
                                asked)));
    }

    /** Whether requests of an API have to be seen. */
    static boolean has(ApiKeys api) {
        return BY_API.containsKey(api);
    }

    /** Of one that {@link #has} it. */
    static Rule of(ApiKeys api) {
        Rule rule = BY_API.get(api);
        if (rule == null) {
            throw new IllegalStateException(api + " is not relayed");
        }
        return rule;
    }

    /** The newest version whose names can be changed; {@link #NONE} of an API that is not relayed. */
    static short newest(ApiKeys api, boolean additionalTopics) {
        return switch (api) {
            case ADD_PARTITIONS_TO_TXN -> 3; // the next is between brokers
            // Brokers make the topics that it names, and would make additional ones.
            case STREAMS_GROUP_HEARTBEAT -> additionalTopics ? NONE : api.latestVersion(false);
            default -> has(api) || NAMELESS.contains(api) ? api.latestVersion(false) : NONE;
        };
    }

    /** The oldest version that never makes an additional topic. */
    static short oldest(ApiKeys api, boolean additionalTopics) {
        return api == ApiKeys.METADATA && additionalTopics ? METADATA_WITH_CREATION : 0;
    }

    /** Whether all of a request is for one group or one transaction. */
    static boolean isOfOne(ApiMessage request, short version) {
        ApiKeys api = ApiKeys.forId(request.apiKey());
        return switch (api) {
            case FIND_COORDINATOR -> version < FIND_MANY_COORDINATORS;
            case OFFSET_FETCH -> version < FETCH_OFFSETS_OF_GROUPS;
            // Nobody waits for an answer: the broker refuses what has the name of nothing.
            case PRODUCE -> ((ProduceRequestData) request).acks() != 0;
            default -> !OF_MANY.contains(api);
        };
    }

    /** What a coordinator is looked for, where one is. */
    static Optional<Kind> coordinators(ApiMessage request) {
        return request instanceof FindCoordinatorRequestData find
                ? Optional.of(find.keyType() == CoordinatorType.TRANSACTION.id() ? Kind.TRANSACTIONAL_ID : Kind.GROUP)
                : Optional.empty();
    }

    /** By itself: nothing of its records is copied for it. */
    private static Outcome produce(ProduceRequestData request, Asked asked) {
        ProduceRequests.requireRecords(request);
        boolean byId = ProduceRequests.isById(asked.version());
        RequestRename rename = asked.rename();
        Optional<String> transaction =
                Optional.ofNullable(request.transactionalId()).map(id -> rename.name(Kind.TRANSACTIONAL_ID, id));
        List<ProduceRequestData.TopicProduceData> named = request.topicData().stream()
                .map(topic -> {
                    ProduceRequestData.TopicProduceData copy = topic.duplicate();
                    return byId
                            ? copy.setTopicId(rename.id(topic.topicId()))
                            : copy.setName(rename.topic(topic.name()));
                })
                .toList();
        return Outcome.itself(() -> {
            request.setTransactionalId(transaction.orElse(null));
            request.topicData().clear();
            request.topicData().addAll(named);
        });
    }

    private static Outcome fetch(FetchRequestData request, Asked asked) {
        if (Fetches.isOfSession(request)) {
            return Outcome.instead(new Verdict.Answer(Fetches.noSession()));
        }
        Fetches.withoutSession(request, asked.version());
        if (!Fetches.isById(asked.version())) {
            request.setMaxBytes(Fetches.limited(request.maxBytes()));
        }
        // Nobody behind a namespace is a broker.
        request.setReplicaId(NO_REPLICA).replicaState().setReplicaId(NO_REPLICA);
        return Outcome.NAMES;
    }

    /** A session that somebody else began may give anything. */
    private static Outcome shareFetch(ShareFetchRequestData request, Asked asked) {
        request.setMaxBytes(Fetches.limited(request.maxBytes()));
        return Outcome.change(
                ShareFetchResponseData.class,
                answer -> answer.responses().removeIf(topic -> !asked.seesTopic(topic.topicId())));
    }

    /** Not of all topics: most are others'. */
    private static Outcome electLeaders(ElectLeadersRequestData request, Asked asked) {
        return request.topicPartitions() == null
                ? Outcome.instead(asked.refuse(request, Errors.CLUSTER_AUTHORIZATION_FAILED))
                : Outcome.NAMES;
    }

    /** Brokers, and what else there is, are everybody's. */
    private static Outcome alterConfigs(ApiMessage request, Stream<Byte> types, Asked asked) {
        boolean own = types.allMatch(
                type -> type == ConfigResource.Type.TOPIC.id() || type == ConfigResource.Type.GROUP.id());
        return own ? Outcome.NAMES : Outcome.instead(asked.refuse(request, Errors.CLUSTER_AUTHORIZATION_FAILED));
    }

    /** A pattern would be applied to all names there are. */
    static Outcome refusePatterns(StreamsGroupHeartbeatRequestData request, Asked asked, Outcome otherwise) {
        boolean patterns = request.topology() != null
                && request.topology().subtopologies().stream()
                        .anyMatch(part -> !part.sourceTopicRegex().isEmpty());
        return patterns ? Outcome.instead(asked.refuse(request, Errors.STREAMS_INVALID_TOPOLOGY)) : otherwise;
    }
}
