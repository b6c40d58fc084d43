package io.signalbox.dataplane.layer.aliases;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.layer.LayerExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData.ReplicaElectionResult;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingTopicReassignment;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.Test;

/** A topic has the name of an alias; answers about all topics would say of it what a client takes for the alias'. */
class ShadowedTopicsTest {

    private static final String SHADOWED = "orders";
    private static final String TARGET = "orders-v2";
    private static final Uuid SHADOWED_ID = Uuid.randomUuid();
    private static final Uuid TARGET_ID = Uuid.randomUuid();

    private final AliasSession session = new AliasSession(new FakeCluster()
            .topic(SHADOWED, SHADOWED_ID)
            .topic(TARGET, TARGET_ID)
            .alias(SHADOWED, TARGET));

    private <R extends ApiMessage> R shown(int version, ApiMessage request, R answer) {
        return new LayerExchange(session, version, request).shown(answer);
    }

    private static <T> List<T> both(Function<String, T> topic) {
        return new ArrayList<>(Stream.of(SHADOWED, TARGET).map(topic).toList());
    }

    @Test
    void offsetsOfAGroup() {
        OffsetFetchResponseData answer =
                new OffsetFetchResponseData().setTopics(both(name -> new OffsetFetchResponseTopic().setName(name)));

        OffsetFetchResponseData shown =
                shown(7, new OffsetFetchRequestData().setGroupId("g").setTopics(null), answer);

        assertThat(shown.topics()).extracting(OffsetFetchResponseTopic::name).containsExactly(TARGET);
    }

    @Test
    void offsetsOfSeveralGroupsOfWhichOneIsAskedForTheAlias() {
        OffsetFetchRequestData request = new OffsetFetchRequestData()
                .setGroups(List.of(
                        new OffsetFetchRequestGroup().setGroupId("all").setTopics(null),
                        new OffsetFetchRequestGroup()
                                .setGroupId("one")
                                .setTopics(List.of(new OffsetFetchRequestTopics().setName(SHADOWED)))));
        OffsetFetchResponseData answer = new OffsetFetchResponseData()
                .setGroups(List.of(
                        offsets("all", new OffsetFetchResponseTopics().setName(SHADOWED)),
                        offsets("one", new OffsetFetchResponseTopics().setName(TARGET))));

        OffsetFetchResponseData shown = shown(9, request, answer);

        assertThat(shown.groups().get(0).topics()).isEmpty();
        assertThat(shown.groups().get(1).topics())
                .extracting(OffsetFetchResponseTopics::name)
                .containsExactly(SHADOWED);
    }

    @Test
    void offsetsByIdsThatNobodyAskedForBefore() {
        OffsetFetchRequestData request = new OffsetFetchRequestData()
                .setGroups(
                        List.of(new OffsetFetchRequestGroup().setGroupId("all").setTopics(null)));
        OffsetFetchResponseData answer = new OffsetFetchResponseData()
                .setGroups(List.of(offsets(
                        "all",
                        new OffsetFetchResponseTopics().setTopicId(SHADOWED_ID),
                        new OffsetFetchResponseTopics().setTopicId(TARGET_ID))));

        OffsetFetchResponseData shown = shown(10, request, answer);

        assertThat(shown.groups().get(0).topics())
                .extracting(OffsetFetchResponseTopics::topicId)
                .containsExactly(TARGET_ID);
    }

    private static OffsetFetchResponseGroup offsets(String group, OffsetFetchResponseTopics... topics) {
        return new OffsetFetchResponseGroup().setGroupId(group).setTopics(new ArrayList<>(List.of(topics)));
    }

    @Test
    void offsetsOfAShareGroup() {
        DescribeShareGroupOffsetsRequestData request = new DescribeShareGroupOffsetsRequestData()
                .setGroups(List.of(new DescribeShareGroupOffsetsRequestGroup()
                        .setGroupId("g")
                        .setTopics(null)));
        DescribeShareGroupOffsetsResponseData answer = new DescribeShareGroupOffsetsResponseData()
                .setGroups(List.of(new DescribeShareGroupOffsetsResponseGroup()
                        .setGroupId("g")
                        .setTopics(both(name -> new DescribeShareGroupOffsetsResponseTopic().setTopicName(name)))));

        DescribeShareGroupOffsetsResponseData shown = shown(0, request, answer);

        assertThat(shown.groups().get(0).topics())
                .extracting(DescribeShareGroupOffsetsResponseTopic::topicName)
                .containsExactly(TARGET);
    }

    @Test
    void foldersOfLogs() {
        DescribeLogDirsResponseData answer = new DescribeLogDirsResponseData()
                .setResults(List.of(new DescribeLogDirsResult()
                        .setLogDir("/a")
                        .setTopics(both(name -> new DescribeLogDirsTopic().setName(name)))));

        DescribeLogDirsResponseData shown = shown(4, new DescribeLogDirsRequestData().setTopics(null), answer);

        assertThat(shown.results().get(0).topics())
                .extracting(DescribeLogDirsTopic::name)
                .containsExactly(TARGET);
    }

    @Test
    void reassignments() {
        ListPartitionReassignmentsResponseData answer = new ListPartitionReassignmentsResponseData()
                .setTopics(both(name -> new OngoingTopicReassignment().setName(name)));

        ListPartitionReassignmentsResponseData shown =
                shown(0, new ListPartitionReassignmentsRequestData().setTopics(null), answer);

        assertThat(shown.topics()).extracting(OngoingTopicReassignment::name).containsExactly(TARGET);
    }

    @Test
    void elections() {
        ElectLeadersResponseData answer = new ElectLeadersResponseData()
                .setReplicaElectionResults(both(name -> new ReplicaElectionResult().setTopic(name)));

        ElectLeadersResponseData shown = shown(2, new ElectLeadersRequestData().setTopicPartitions(null), answer);

        assertThat(shown.replicaElectionResults())
                .extracting(ReplicaElectionResult::topic)
                .containsExactly(TARGET);
    }

    @Test
    void whatIsAskedForByNamePasses() {
        DescribeLogDirsRequestData request = new DescribeLogDirsRequestData();
        request.topics().add(new DescribeLogDirsRequestData.DescribableLogDirTopic().setTopic(TARGET));

        assertThat(new LayerExchange(session, 4, request).passes()).isTrue();
    }
}
