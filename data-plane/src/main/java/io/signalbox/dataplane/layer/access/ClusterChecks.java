package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/** What concerns the cluster as a whole: allowed or refused as a whole. */
final class ClusterChecks {

    private ClusterChecks() {}

    static Set<Map.Entry<ApiKeys, Check>> all() {
        return Set.of(
                whole(ApiKeys.ALTER_REPLICA_LOG_DIRS, Operation.ALTER),
                whole(ApiKeys.ELECT_LEADERS, Operation.ALTER),
                whole(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, Operation.ALTER),
                whole(ApiKeys.ALTER_USER_SCRAM_CREDENTIALS, Operation.ALTER),
                whole(ApiKeys.UPDATE_FEATURES, Operation.ALTER),
                whole(ApiKeys.UNREGISTER_BROKER, Operation.ALTER),
                whole(ApiKeys.ADD_RAFT_VOTER, Operation.ALTER),
                whole(ApiKeys.REMOVE_RAFT_VOTER, Operation.ALTER),
                whole(ApiKeys.DESCRIBE_USER_SCRAM_CREDENTIALS, Operation.DESCRIBE),
                whole(ApiKeys.DESCRIBE_QUORUM, Operation.DESCRIBE),
                whole(ApiKeys.DESCRIBE_CLIENT_QUOTAS, Operation.DESCRIBE_CONFIGS),
                whole(ApiKeys.ALTER_CLIENT_QUOTAS, Operation.ALTER_CONFIGS),
                Check.of(
                        ApiKeys.LIST_PARTITION_REASSIGNMENTS,
                        ListPartitionReassignmentsRequestData.class,
                        ClusterChecks::listReassignments),
                Check.of(ApiKeys.DESCRIBE_LOG_DIRS, DescribeLogDirsRequestData.class, ClusterChecks::describeLogDirs),
                Check.of(ApiKeys.DESCRIBE_CLUSTER, DescribeClusterRequestData.class, ClusterChecks::describeCluster));
    }

    private static Map.Entry<ApiKeys, Check> whole(ApiKeys api, Operation operation) {
        return Check.of(
                api,
                ApiMessage.class,
                (request, asked) -> asked.mayCluster(operation)
                        ? Verdict.FORWARD
                        : asked.refuse(request, Errors.CLUSTER_AUTHORIZATION_FAILED));
    }

    /** Topics that the client does not see are left out, which Kafka does not do. */
    private static Verdict listReassignments(ListPartitionReassignmentsRequestData request, Asked asked) {
        return asked.mayCluster(Operation.DESCRIBE)
                ? Change.later(
                        ListPartitionReassignmentsResponseData.class,
                        answer -> answer.topics().removeIf(topic -> !asked.seesTopic(topic.name())))
                : asked.refuse(request, Errors.CLUSTER_AUTHORIZATION_FAILED);
    }

    /** As above. */
    private static Verdict describeLogDirs(DescribeLogDirsRequestData request, Asked asked) {
        return asked.mayCluster(Operation.DESCRIBE)
                ? Change.later(
                        DescribeLogDirsResponseData.class,
                        answer -> answer.results()
                                .forEach(directory ->
                                        directory.topics().removeIf(topic -> !asked.seesTopic(topic.name()))))
                : asked.refuse(request, Errors.CLUSTER_AUTHORIZATION_FAILED);
    }

    private static Verdict describeCluster(DescribeClusterRequestData request, Asked asked) {
        return request.includeClusterAuthorizedOperations()
                ? Change.later(
                        DescribeClusterResponseData.class,
                        answer -> answer.setClusterAuthorizedOperations(clusterBits(asked)))
                : Verdict.FORWARD;
    }

    /** None at all for a client that may not describe the cluster. */
    static int clusterBits(Asked asked) {
        return asked.seesCluster(Operation.DESCRIBE) ? asked.bits(ResourceType.CLUSTER, ResourceType.CLUSTER_NAME) : 0;
    }
}
