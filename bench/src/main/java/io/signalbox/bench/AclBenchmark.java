package io.signalbox.bench;

import io.signalbox.acl.AclPolicies;
import io.signalbox.acl.AclPolicy;
import io.signalbox.acl.Authorizer;
import io.signalbox.acl.Operation;
import io.signalbox.acl.Principal;
import io.signalbox.acl.ResourceType;
import io.signalbox.proto.config.v1.AclAction;
import io.signalbox.proto.config.v1.AclOperation;
import io.signalbox.proto.config.v1.AclResourceType;
import io.signalbox.proto.config.v1.AclRule;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireAcls;
import io.signalbox.proto.config.v1.WireNames;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Whether a client may do something, by how many rules its virtual cluster has. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AclBenchmark {

    private static final Principal CLIENT = Principal.named("sasl_plain", "alice");

    @Param({"50", "1000", "10000"})
    public int rules;

    private Authorizer authorizer = Authorizer.NOTHING;
    private List<AclPolicy> policies = List.of();
    private String named = "";

    @Setup
    public void declare() {
        policies = List.of(AclPolicy.of(new UUID(0, 1), policy(rules).build()));
        authorizer = new AclPolicies(policies).of(CLIENT);
        named = "orders-" + rules / 3 * 3;
    }

    /** Of a name that stands in a rule. */
    @Benchmark
    public boolean aNameOfARule() {
        return authorizer.allows(Operation.READ, ResourceType.TOPIC, named);
    }

    /** Of one that begins like a rule's. */
    @Benchmark
    public boolean aBeginningOfARule() {
        return authorizer.allows(Operation.READ, ResourceType.TOPIC, "payments-1-in-the-north");
    }

    /** Of one that no rule has. */
    @Benchmark
    public boolean aNameOfNoRule() {
        return authorizer.allows(Operation.READ, ResourceType.TOPIC, "invoices-of-the-year-2026");
    }

    /** What the first client of a virtual cluster waits for. */
    @Benchmark
    public Authorizer evaluation() {
        return new AclPolicies(policies).of(CLIENT);
    }

    /** Names, beginnings of names, and some that are denied. */
    static VirtualClusterPolicy.Builder policy(int rules) {
        WireAcls.Builder acls = WireAcls.newBuilder();
        for (int i = 0; i < rules; i++) {
            acls.addRules(
                    switch (i % 3) {
                        case 0 -> rule(AclAction.ACL_ACTION_ALLOW, "orders-" + i);
                        case 1 -> rule(AclAction.ACL_ACTION_ALLOW, "payments-" + i + "-*");
                        default -> rule(AclAction.ACL_ACTION_DENY, "secret-" + i);
                    });
        }
        return VirtualClusterPolicy.newBuilder()
                .setName("who")
                .setEnabled(true)
                .addRequires("cluster_policy.acls")
                .setAcls(acls);
    }

    private static AclRule rule(AclAction action, String name) {
        return AclRule.newBuilder()
                .setAction(action)
                .setResourceType(AclResourceType.ACL_RESOURCE_TYPE_TOPIC)
                .addOperations(AclOperation.ACL_OPERATION_READ)
                .addOperations(AclOperation.ACL_OPERATION_WRITE)
                .setResourceNames(WireNames.newBuilder().addNames(name))
                .build();
    }
}
