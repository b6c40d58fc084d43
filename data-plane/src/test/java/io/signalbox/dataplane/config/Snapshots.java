package io.signalbox.dataplane.config;

import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.proto.config.v1.AnonymousAuth;
import io.signalbox.proto.config.v1.ListenerPolicy;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireAcls;
import io.signalbox.proto.config.v1.WireBackendCluster;
import io.signalbox.proto.config.v1.WireBrokerHostFormat;
import io.signalbox.proto.config.v1.WireClientAuth;
import io.signalbox.proto.config.v1.WireListener;
import io.signalbox.proto.config.v1.WireNamespace;
import io.signalbox.proto.config.v1.WirePortMapping;
import io.signalbox.proto.config.v1.WireSni;
import io.signalbox.proto.config.v1.WireTlsServer;
import io.signalbox.proto.config.v1.WireTlsTrustBundle;
import io.signalbox.proto.config.v1.WireTopicAlias;
import io.signalbox.proto.config.v1.WireVirtualCluster;
import io.signalbox.routing.Arrival;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Route;
import io.signalbox.routing.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Builds configurations for tests; entities are named by small numbers. */
public final class Snapshots {

    /** The environment of {@link #NODE}. */
    public static final Map<String, String> VARIABLES = new ConcurrentHashMap<>();

    /** A node with some variables, which can serve any TLS. */
    public static final NodeEnvironment NODE =
            new NodeEnvironment(name -> Optional.ofNullable(VARIABLES.get(name)), server -> {}, backend -> {});

    private static final WireClientAuth ANONYMOUS = WireClientAuth.newBuilder()
            .setAnonymous(AnonymousAuth.getDefaultInstance())
            .build();

    private final Map<Integer, Resource> byNumber = new TreeMap<>();
    private long version;

    public static UUID id(int number) {
        return new UUID(0, number);
    }

    public static Optional<Target> targetAt(RoutingImage image, String address, int port) {
        HostPort socket = new HostPort(address, port);
        return image.listenerAt(socket)
                .flatMap(listener -> listener.routes()
                        .decide(Arrival.plaintext(socket))
                        .match(route -> Optional.of(route).map(Route::target), rejection -> Optional.empty()));
    }

    public Snapshots backend(int number) {
        return backend(number, List.of("kafka1:9092"));
    }

    public Snapshots backend(int number, List<String> servers) {
        return backend(number, named(number).addAllBootstrapServers(servers).setMetadataUpdateIntervalSeconds(60));
    }

    public Snapshots backend(int number, WireBackendCluster.Builder body) {
        return put(
                number,
                ResourceKind.RESOURCE_KIND_BACKEND_CLUSTER,
                Resource.newBuilder().setBackendCluster(body));
    }

    /** As {@link #backend(int)}, and with fields that protect it. */
    public Snapshots protectedBackend(int number, String... requires) {
        return backend(number, named(number).addBootstrapServers("kafka1:9092").addAllRequires(List.of(requires)));
    }

    private static WireBackendCluster.Builder named(int number) {
        return WireBackendCluster.newBuilder().setName("backend-" + number);
    }

    /** As {@link #virtual(int, int)}, and with fields that protect it. */
    public Snapshots protectedVirtual(int number, int backend, String... requires) {
        return virtual(
                number, backend, body -> body.addAuthentication(ANONYMOUS).addAllRequires(List.of(requires)));
    }

    public Snapshots namespaced(int number, int backend, WireNamespace namespace) {
        return virtual(
                number,
                backend,
                body -> body.addAuthentication(ANONYMOUS)
                        .addRequires("namespace")
                        .setNamespace(namespace));
    }

    public Snapshots aliased(int number, int backend, WireTopicAlias... aliases) {
        return virtual(
                number,
                backend,
                body -> body.addAuthentication(ANONYMOUS)
                        .addRequires("topic_aliases")
                        .addAllTopicAliases(List.of(aliases)));
    }

    /** A policy of a virtual cluster, of which nothing is known but what it requires. */
    public Snapshots clusterPolicy(int number, int virtual, boolean enabled, String... requires) {
        return put(
                number,
                ResourceKind.RESOURCE_KIND_CLUSTER_POLICY,
                Resource.newBuilder()
                        .setVirtualClusterPolicy(VirtualClusterPolicy.newBuilder()
                                .setName("policy-" + number)
                                .setVirtualClusterId(id(virtual).toString())
                                .setEnabled(enabled)
                                .addAllRequires(List.of(requires))));
    }

    /** An enabled policy for records that are written. */
    public Snapshots producePolicy(int number, int virtual, Consumer<VirtualClusterPolicy.Builder> more) {
        return recordPolicy(
                ResourceKind.RESOURCE_KIND_PRODUCE_POLICY, "produce_policy.modify_headers", number, virtual, more);
    }

    /** An enabled policy for records that are read. */
    public Snapshots consumePolicy(int number, int virtual, Consumer<VirtualClusterPolicy.Builder> more) {
        return recordPolicy(
                ResourceKind.RESOURCE_KIND_CONSUME_POLICY, "consume_policy.modify_headers", number, virtual, more);
    }

    private Snapshots recordPolicy(
            ResourceKind kind, String requires, int number, int virtual, Consumer<VirtualClusterPolicy.Builder> more) {
        VirtualClusterPolicy.Builder policy = VirtualClusterPolicy.newBuilder()
                .setName("policy-" + number)
                .setVirtualClusterId(id(virtual).toString())
                .setPosition(number)
                .setEnabled(true)
                .addRequires(requires);
        more.accept(policy);
        return put(number, kind, Resource.newBuilder().setVirtualClusterPolicy(policy));
    }

    /** An enabled {@code acls} policy. */
    public Snapshots acls(int number, int virtual, Consumer<VirtualClusterPolicy.Builder> more) {
        VirtualClusterPolicy.Builder policy = VirtualClusterPolicy.newBuilder()
                .setName("policy-" + number)
                .setVirtualClusterId(id(virtual).toString())
                .setEnabled(true)
                .addRequires("cluster_policy.acls")
                .setAcls(WireAcls.getDefaultInstance());
        more.accept(policy);
        return put(
                number,
                ResourceKind.RESOURCE_KIND_CLUSTER_POLICY,
                Resource.newBuilder().setVirtualClusterPolicy(policy));
    }

    public Snapshots virtual(int number, int backend) {
        return virtual(number, backend, ANONYMOUS);
    }

    public Snapshots virtual(int number, int backend, String dnsLabel) {
        return virtual(
                number, backend, body -> body.addAuthentication(ANONYMOUS).setDnsLabel(dnsLabel));
    }

    /** A virtual cluster whose clients authenticate by one of these. */
    public Snapshots virtual(int number, int backend, WireClientAuth... authentication) {
        return virtual(number, backend, body -> body.addAllAuthentication(List.of(authentication)));
    }

    private Snapshots virtual(int number, int backend, Consumer<WireVirtualCluster.Builder> more) {
        var body = WireVirtualCluster.newBuilder()
                .setName("virtual-" + number)
                .setBackendClusterId(id(backend).toString())
                .setDnsLabel("virtual-" + number);
        more.accept(body);
        return put(
                number,
                ResourceKind.RESOURCE_KIND_VIRTUAL_CLUSTER,
                Resource.newBuilder().setVirtualCluster(body));
    }

    public Snapshots listener(int number, String... ports) {
        return listener(number, 0, List.of("127.0.0.1"), List.of(ports));
    }

    /** With addresses of its own. */
    public Snapshots listenerAt(int number, List<String> addresses, String... ports) {
        return listener(number, number, addresses, List.of(ports));
    }

    public Snapshots listenerMadeAt(int number, String ports, long createdAtMicros) {
        return listener(number, createdAtMicros, List.of("127.0.0.1"), List.of(ports));
    }

    private Snapshots listener(int number, long createdAtMicros, List<String> addresses, List<String> ports) {
        return put(
                number,
                ResourceKind.RESOURCE_KIND_LISTENER,
                Resource.newBuilder()
                        .setListener(WireListener.newBuilder()
                                .setName("listener-" + number)
                                .addAllAddresses(addresses)
                                .addAllPorts(ports)
                                .setCreatedAtMicros(createdAtMicros)));
    }

    public Snapshots policy(int number, int listener, int virtualCluster, boolean enabled) {
        return policy(
                number,
                listener,
                0,
                policy -> policy.setEnabled(enabled).setPortMapping(portMapping(virtualCluster, "127.0.0.1")));
    }

    public Snapshots policyAt(int number, int listener, int virtualCluster, int position) {
        return policy(
                number, listener, position, policy -> policy.setPortMapping(portMapping(virtualCluster, "127.0.0.1")));
    }

    /** A port mapping that advertises this host. */
    public Snapshots policyNamed(int number, int listener, int virtualCluster, String advertisedHost) {
        return policy(
                number, listener, number, policy -> policy.setPortMapping(portMapping(virtualCluster, advertisedHost)));
    }

    private static WirePortMapping.Builder portMapping(int virtualCluster, String advertisedHost) {
        return WirePortMapping.newBuilder()
                .setVirtualClusterId(id(virtualCluster).toString())
                .setAdvertisedHost(advertisedHost)
                .setBootstrapAtStart(true);
    }

    /** An SNI policy, last in the chain. */
    public Snapshots sni(int number, int listener, String suffix, WireBrokerHostFormat format) {
        return policy(
                number,
                listener,
                number,
                policy -> policy.setSni(WireSni.newBuilder().setSuffix(suffix).setBrokerHostFormat(format)));
    }

    public Snapshots tlsServer(int number, int listener, KeyedCertificate certificate) {
        return tlsServer(number, listener, certificate, tls -> {});
    }

    /** A TLS server; {@code more} adds to the policy. */
    public Snapshots tlsServer(
            int number, int listener, KeyedCertificate certificate, Consumer<WireTlsServer.Builder> more) {
        WireTlsServer.Builder tls = WireTlsServer.newBuilder()
                .setCertificate(certificate.certificatePem())
                .setKey(certificate.keyPem());
        more.accept(tls);
        return policy(number, listener, number, policy -> policy.setTlsServer(tls));
    }

    public Snapshots trustBundle(int number, String trustedCa) {
        return put(
                number,
                ResourceKind.RESOURCE_KIND_TLS_TRUST_BUNDLE,
                Resource.newBuilder()
                        .setTlsTrustBundle(WireTlsTrustBundle.newBuilder()
                                .setName("bundle-" + number)
                                .setTrustedCa(trustedCa)));
    }

    private Snapshots policy(int number, int listener, int position, Consumer<ListenerPolicy.Builder> config) {
        ListenerPolicy.Builder policy = ListenerPolicy.newBuilder()
                .setName("policy-" + number)
                .setListenerId(id(listener).toString())
                .setPosition(position)
                .setEnabled(true);
        config.accept(policy);
        return put(
                number,
                ResourceKind.RESOURCE_KIND_LISTENER_POLICY,
                Resource.newBuilder().setListenerPolicy(policy));
    }

    Snapshots unknownPolicy(int number, int listener) {
        return policy(number, listener, 9, ListenerPolicy.Builder::clearName);
    }

    public Snapshots remove(int number) {
        byNumber.remove(number);
        version++;
        return this;
    }

    public Resources resources() {
        return Resources.of(version, "", byNumber.values());
    }

    public ImageBuilder.Built build() {
        return build(RoutingImage.EMPTY);
    }

    ImageBuilder.Built build(RoutingImage previous) {
        return ImageBuilder.build(resources(), previous, NODE);
    }

    private Snapshots put(int number, ResourceKind kind, Resource.Builder resource) {
        version++;
        byNumber.put(
                number,
                resource.setKey(ResourceKey.newBuilder()
                                .setKind(kind)
                                .setId(id(number).toString()))
                        .setVersion(version)
                        .build());
        return this;
    }
}
