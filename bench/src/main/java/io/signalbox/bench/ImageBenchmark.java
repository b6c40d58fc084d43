package io.signalbox.bench;

import com.google.protobuf.ByteString;
import io.signalbox.dataplane.config.ImageBuilder;
import io.signalbox.dataplane.config.NodeEnvironment;
import io.signalbox.dataplane.config.Resources;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.proto.config.v1.AnonymousAuth;
import io.signalbox.proto.config.v1.ListenerPolicy;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.WireBackendCluster;
import io.signalbox.proto.config.v1.WireBrokerHostFormat;
import io.signalbox.proto.config.v1.WireClientAuth;
import io.signalbox.proto.config.v1.WireListener;
import io.signalbox.proto.config.v1.WireSni;
import io.signalbox.proto.config.v1.WireVirtualCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/** What a node does with a new configuration, by how many virtual clusters stand behind one listener. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ImageBenchmark {

    private static final String BACKEND = id(0);
    private static final String LISTENER = id(1);
    private static final int FIRST_VIRTUAL_CLUSTER = 10;

    static final NodeEnvironment NODE = new NodeEnvironment(
            name -> Optional.empty(),
            server -> {
                throw new IllegalArgumentException("there is no TLS here");
            },
            backend -> {
                throw new IllegalArgumentException("there is no TLS here");
            });

    @Param({"10", "100", "1000", "10000"})
    public int virtualClusters;

    /** Of the policy by which each virtual cluster says what its clients may do; 0: the brokers decide. */
    @Param({"0", "50"})
    public int aclRules;

    private Resources resources = Resources.NONE;
    private Resources changed = Resources.NONE;
    private Resource another = Resource.getDefaultInstance();
    private ImageBuilder.Built former = ImageBuilder.Built.NONE;

    @Setup
    public void declare() {
        List<Resource> all = resources(virtualClusters, aclRules);
        resources = Resources.of(1, "", all);
        Resource.Builder one = all.get(all.size() - 1).toBuilder().setVersion(2);
        one.getVirtualClusterBuilder().setName("another-name");
        another = one.build();
        changed = changed();
        former = ImageBuilder.build(resources, ImageBuilder.Built.NONE, NODE);
        if (former.image().virtualClusters().size() != virtualClusters) {
            throw new IllegalStateException(
                    "only " + former.image().virtualClusters().size() + " are served");
        }
    }

    /** From resources to the image of a node that has none yet. */
    @Benchmark
    public RoutingImage first() {
        return ImageBuilder.build(resources, ImageBuilder.Built.NONE, NODE).image();
    }

    /** From resources to the image after a change of one virtual cluster. */
    @Benchmark
    public RoutingImage build() {
        return ImageBuilder.build(changed, former, NODE).image();
    }

    /** What a node does with a delta of one resource before it builds: the new set, and the proof that it is the right one. */
    @Benchmark
    public ByteString change() {
        return changed().sumDigest();
    }

    private Resources changed() {
        return resources.with(2, "", List.of(another), List.of());
    }

    /** One backend cluster, a listener with an sni policy, virtual clusters with a policy each. */
    static List<Resource> resources(int virtualClusters, int aclRules) {
        List<Resource> all = new ArrayList<>();
        all.add(resource(ResourceKind.RESOURCE_KIND_BACKEND_CLUSTER, BACKEND)
                .setBackendCluster(
                        WireBackendCluster.newBuilder().setName("kafka").addBootstrapServers("kafka1:9092"))
                .build());
        all.add(resource(ResourceKind.RESOURCE_KIND_LISTENER, LISTENER)
                .setListener(WireListener.newBuilder()
                        .setName("main")
                        .addAddresses("127.0.0.1")
                        .addPorts("9443"))
                .build());
        all.add(resource(ResourceKind.RESOURCE_KIND_LISTENER_POLICY, id(2))
                .setListenerPolicy(ListenerPolicy.newBuilder()
                        .setListenerId(LISTENER)
                        .setEnabled(true)
                        .setSni(WireSni.newBuilder()
                                .setSuffix(".kafka.example.com")
                                .setBrokerHostFormat(WireBrokerHostFormat.BROKER_HOST_FORMAT_SHARED_SUFFIX)))
                .build());
        for (int i = 0; i < virtualClusters; i++) {
            String name = "virtual-cluster-" + i;
            WireVirtualCluster.Builder cluster = WireVirtualCluster.newBuilder()
                    .setName(name)
                    .setDnsLabel(name)
                    .setBackendClusterId(BACKEND)
                    .addAuthentication(WireClientAuth.newBuilder().setAnonymous(AnonymousAuth.getDefaultInstance()));
            if (aclRules > 0) {
                cluster.addRequires("acl_mode.enforce_on_gateway").addRequires("cluster_policy.acls");
                all.add(resource(
                                ResourceKind.RESOURCE_KIND_CLUSTER_POLICY,
                                id(FIRST_VIRTUAL_CLUSTER + virtualClusters + i))
                        .setVirtualClusterPolicy(
                                AclBenchmark.policy(aclRules).setVirtualClusterId(id(FIRST_VIRTUAL_CLUSTER + i)))
                        .build());
            }
            all.add(resource(ResourceKind.RESOURCE_KIND_VIRTUAL_CLUSTER, id(FIRST_VIRTUAL_CLUSTER + i))
                    .setVirtualCluster(cluster)
                    .build());
        }
        return all;
    }

    private static Resource.Builder resource(ResourceKind kind, String id) {
        return Resource.newBuilder()
                .setKey(ResourceKey.newBuilder().setKind(kind).setId(id))
                .setVersion(1);
    }

    private static String id(long number) {
        return new UUID(0, number).toString();
    }
}
