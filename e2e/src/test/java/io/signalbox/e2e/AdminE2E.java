package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnStage.class)
class AdminE2E {

    private final Stage stage;
    private final Clients clients;
    private final Admin admin;

    AdminE2E(Stage stage) {
        this.stage = stage;
        clients = stage.clients();
        admin = clients.admin();
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void theClusterHasTheGatewaysAddresses() throws Exception {
        Collection<Node> nodes = admin.describeCluster().nodes().get();

        assertThat(nodes)
                .extracting(node -> node.id() + " " + node.host() + ":" + node.port())
                .containsExactlyInAnyOrder(
                        "0 localhost:" + (stage.port() + 1),
                        "1 localhost:" + (stage.port() + 2),
                        "2 localhost:" + (stage.port() + 3));
        assertThat(admin.describeCluster(new DescribeClusterOptions().includeFencedBrokers(true))
                        .nodes()
                        .get())
                .allMatch(node -> node.host().equals("localhost"));
    }

    @Test
    void theControllersOwnAddressesAreNotShown() throws Exception {
        QuorumInfo quorum = admin.describeMetadataQuorum().quorumInfo().get();

        assertThat(quorum.voters()).hasSize(Stage.BROKERS);
        assertThat(quorum.nodes().values())
                .allSatisfy(node -> assertThat(node.endpoints()).isEmpty());
    }

    @Test
    void topicsAreCreatedDescribedEnlargedConfiguredAndDeleted() throws Exception {
        String topic = clients.createTopic(2);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);

        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all().get();
        admin.incrementalAlterConfigs(Map.of(
                        resource,
                        List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "12345"), AlterConfigOp.OpType.SET))))
                .all()
                .get();

        await().untilAsserted(() -> {
            Collection<TopicDescription> described =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().values();
            assertThat(described)
                    .singleElement()
                    .satisfies(description -> assertThat(description.partitions())
                            .hasSize(4)
                            .allMatch(partition -> partition.leader().host().equals("localhost")));
            assertThat(admin.describeConfigs(List.of(resource)).all().get().values())
                    .singleElement()
                    .satisfies(config ->
                            assertThat(config.get("retention.ms").value()).isEqualTo("12345"));
        });
        admin.deleteTopics(List.of(topic)).all().get();
        await().until(() -> !admin.listTopics().names().get().contains(topic));
    }

    @Test
    void offsetsAreListedAndRecordsDeleted() throws Exception {
        String topic = clients.createTopic(1);
        TopicPartition partition = new TopicPartition(topic, 0);
        clients.produce(topic, 100, Map.of());

        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(40)))
                .all()
                .get();

        assertThat(admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
                        .partitionResult(partition)
                        .get()
                        .offset())
                .isEqualTo(40);
        assertThat(admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get()
                        .offset())
                .isEqualTo(100);
    }

    @Test
    void groupsAreListedDescribedAndDeleted() throws Exception {
        String topic = clients.createTopic(1);
        String group = "group-" + UUID.randomUUID();
        clients.produce(topic, 10, Map.of());
        clients.consume(topic, 10, Map.of("group.id", group));

        assertThat(admin.listGroups().all().get())
                .extracting(GroupListing::groupId)
                .contains(group);
        assertThat(admin.describeConsumerGroups(List.of(group)).all().get().values())
                .singleElement()
                .satisfies(
                        described -> assertThat(described.coordinator().host()).isEqualTo("localhost"));
        admin.deleteConsumerGroups(List.of(group)).all().get();
        assertThat(admin.listGroups().all().get())
                .extracting(GroupListing::groupId)
                .doesNotContain(group);
    }

    @Test
    void theLogDirectoriesOfEachBrokerAreDescribedByThatBroker() throws Exception {
        Map<Integer, ?> directories =
                admin.describeLogDirs(List.of(0, 1, 2)).allDescriptions().get();

        assertThat(directories.toString()).contains("data-0", "data-1", "data-2");
    }
}
