package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Configs: of topics and groups by their names, of everything else by a permission on the cluster. */
final class ConfigChecks {

    private ConfigChecks() {}

    static Set<Map.Entry<ApiKeys, Check>> all() {
        return Set.of(
                Check.of(ApiKeys.DESCRIBE_CONFIGS, DescribeConfigsRequestData.class, ConfigChecks::describe),
                Check.of(ApiKeys.ALTER_CONFIGS, AlterConfigsRequestData.class, ConfigChecks::alter),
                Check.of(
                        ApiKeys.INCREMENTAL_ALTER_CONFIGS,
                        IncrementalAlterConfigsRequestData.class,
                        ConfigChecks::alterIncrementally),
                Check.of(ApiKeys.LIST_CONFIG_RESOURCES, ListConfigResourcesRequestData.class, ConfigChecks::list));
    }

    private static Verdict describe(DescribeConfigsRequestData all, Asked asked) {
        return new Parts<>(
                        DescribeConfigsRequestData.class,
                        DescribeConfigsResponseData.class,
                        DescribeConfigsRequestData::resources,
                        ConfigChecks::refuseToDescribe,
                        (to, from) -> to.results().addAll(from.results()))
                .judge(
                        all,
                        (DescribeConfigsResource resource) -> judge(
                                asked, Operation.DESCRIBE_CONFIGS, resource.resourceType(), resource.resourceName()));
    }

    private static DescribeConfigsResponseData refuseToDescribe(DescribeConfigsRequestData refused, Errors error) {
        DescribeConfigsResponseData answer = new DescribeConfigsResponseData();
        refused.resources()
                .forEach(resource -> answer.results()
                        .add(new DescribeConfigsResult()
                                .setErrorCode(error.code())
                                .setErrorMessage(error.message())
                                .setResourceType(resource.resourceType())
                                .setResourceName(resource.resourceName())));
        return answer;
    }

    private static Verdict alter(AlterConfigsRequestData all, Asked asked) {
        return new Parts<>(
                        AlterConfigsRequestData.class,
                        AlterConfigsResponseData.class,
                        AlterConfigsRequestData::resources,
                        ConfigChecks::refuseToAlter,
                        (to, from) -> to.responses().addAll(from.responses()))
                .judge(
                        all,
                        (AlterConfigsRequestData.AlterConfigsResource resource) -> judge(
                                asked, Operation.ALTER_CONFIGS, resource.resourceType(), resource.resourceName()));
    }

    private static Verdict alterIncrementally(IncrementalAlterConfigsRequestData all, Asked asked) {
        return new Parts<>(
                        IncrementalAlterConfigsRequestData.class,
                        IncrementalAlterConfigsResponseData.class,
                        IncrementalAlterConfigsRequestData::resources,
                        ConfigChecks::refuseToAlterIncrementally,
                        (to, from) -> to.responses().addAll(from.responses()))
                .judge(
                        all,
                        (IncrementalAlterConfigsRequestData.AlterConfigsResource resource) -> judge(
                                asked, Operation.ALTER_CONFIGS, resource.resourceType(), resource.resourceName()));
    }

    private static AlterConfigsResponseData refuseToAlter(AlterConfigsRequestData refused, Errors error) {
        AlterConfigsResponseData answer = new AlterConfigsResponseData();
        refused.resources()
                .forEach(resource -> answer.responses()
                        .add(new AlterConfigsResponseData.AlterConfigsResourceResponse()
                                .setErrorCode(error.code())
                                .setErrorMessage(error.message())
                                .setResourceType(resource.resourceType())
                                .setResourceName(resource.resourceName())));
        return answer;
    }

    private static IncrementalAlterConfigsResponseData refuseToAlterIncrementally(
            IncrementalAlterConfigsRequestData refused, Errors error) {
        IncrementalAlterConfigsResponseData answer = new IncrementalAlterConfigsResponseData();
        refused.resources()
                .forEach(resource -> answer.responses()
                        .add(new IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse()
                                .setErrorCode(error.code())
                                .setErrorMessage(error.message())
                                .setResourceType(resource.resourceType())
                                .setResourceName(resource.resourceName())));
        return answer;
    }

    private static Errors judge(Asked asked, Operation operation, byte type, String name) {
        return switch (ConfigResource.Type.forId(type)) {
            case TOPIC -> asked.judgeTopic(operation, name);
            case GROUP -> asked.judgeGroup(operation, name);
            case BROKER, BROKER_LOGGER, CLIENT_METRICS, UNKNOWN -> asked.judgeCluster(operation);
        };
    }

    /** Topics and groups whose configs the client may not see are left out, which Kafka does not do. */
    private static Verdict list(ListConfigResourcesRequestData request, Asked asked) {
        return asked.mayCluster(Operation.DESCRIBE_CONFIGS)
                ? Change.later(
                        ListConfigResourcesResponseData.class,
                        answer -> answer.configResources()
                                .removeIf(found -> !isListed(asked, found.resourceType(), found.resourceName())))
                : asked.refuse(request, Errors.CLUSTER_AUTHORIZATION_FAILED);
    }

    private static boolean isListed(Asked asked, byte type, String name) {
        return switch (ConfigResource.Type.forId(type)) {
            case TOPIC -> asked.sees(Operation.DESCRIBE_CONFIGS, ResourceType.TOPIC, name);
            case GROUP -> asked.sees(Operation.DESCRIBE_CONFIGS, ResourceType.GROUP, name);
            case BROKER, BROKER_LOGGER, CLIENT_METRICS, UNKNOWN -> true;
        };
    }
}
