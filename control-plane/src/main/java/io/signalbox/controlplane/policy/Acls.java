package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.Spelled;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.AclAction;
import io.signalbox.proto.config.v1.AclOperation;
import io.signalbox.proto.config.v1.AclResourceType;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Who may do what: contract section 4.4. Whether an operation makes sense for a type of resource is not asked, since
 * clients declare such that do not.
 */
public record Acls(List<Rule> rules) implements VirtualClusterPolicyConfig {

    static final PolicyType TYPE = PolicyType.of("acls", Acls.class, config -> Optional.of(Acls.read(config)))
            .with(Place.CLUSTER_CONDITION);

    private static final int MAX_RULES = 10_000;
    private static final int MAX_OPERATIONS = 100;
    private static final int MAX_NAMES = 50;

    public Acls {
        rules = List.copyOf(rules);
    }

    /** It applies where resource, name and operation are among its own. */
    public record Rule(ResourceType resourceType, Action action, List<Operation> operations, Names resourceNames) {

        public Rule {
            operations = List.copyOf(operations);
        }

        static Rule read(BodyReader rule) {
            return new Rule(
                    rule.requiredChoice("resource_type", ResourceType.values()),
                    rule.requiredChoice("action", Action.values()),
                    rule.requiredList(
                            "operations",
                            0,
                            MAX_OPERATIONS,
                            item -> item.object()
                                    .map(operation ->
                                            new Operation(operation.requiredChoice("name", OperationName.values())))),
                    Names.read(rule, "resource_names", 0, MAX_NAMES, Place.RESOURCE_NAMES));
        }

        private Need need(String field) {
            return resourceNames.need(field, Place.RESOURCE_NAMES).orElse(new Need(field, RuntimeVersion.V1_1));
        }

        private void write(io.signalbox.proto.config.v1.AclRule.Builder message) {
            message.setResourceType(AclResourceType.valueOf("ACL_RESOURCE_TYPE_" + resourceType.name()))
                    .setAction(AclAction.valueOf("ACL_ACTION_" + action.name()));
            operations.forEach(operation -> message.addOperations(
                    AclOperation.valueOf("ACL_OPERATION_" + operation.name().name())));
            resourceNames.write(message.getResourceNamesBuilder());
        }
    }

    /** In an object of its own, as the API has it. */
    public record Operation(OperationName name) {}

    /** What can be done. */
    public enum OperationName implements Spelled {
        ALL,
        ALTER,
        ALTER_CONFIGS,
        CREATE,
        DELETE,
        DESCRIBE,
        DESCRIBE_CONFIGS,
        IDEMPOTENT_WRITE,
        READ,
        WRITE
    }

    /** To what. */
    public enum ResourceType implements Spelled {
        TOPIC,
        GROUP,
        TRANSACTIONAL_ID,
        CLUSTER
    }

    /** Whether it may be done. */
    public enum Action implements Spelled {
        ALLOW,
        DENY
    }

    private static Draft<PolicyConfig> read(BodyReader config) {
        Acls acls = new Acls(
                config.requiredList("rules", 1, MAX_RULES, item -> item.object().map(Rule::read)));
        return attempt -> acls;
    }

    /** Nodes before 1.1 know lists alone. */
    @Override
    public List<Need> needs() {
        return IntStream.range(0, rules.size())
                .filter(i -> rules.get(i).resourceNames().expression().isPresent())
                .mapToObj(i -> rules.get(i).need("config.rules[" + i + "].resource_names"))
                .toList();
    }

    @Override
    public void write(VirtualClusterPolicy.Builder message) {
        rules.forEach(rule -> rule.write(message.getAclsBuilder().addRulesBuilder()));
    }
}
