package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.WireSchemaRegistry;
import io.signalbox.proto.config.v1.WireVirtualCluster;
import io.signalbox.records.encryption.StaticKeys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Makes the image of a set of resources. An entity that cannot be applied keeps the form that the previous image has of
 * it, or is left out if it has none; either way a problem says so, and the rest is built. Pure.
 */
public final class ImageBuilder {

    private final long version;
    private final Map<Resource.BodyCase, List<Resource>> byKind = new EnumMap<>(Resource.BodyCase.class);
    private final RoutingImage previous;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Map<UUID, BackendCluster> backendClusters = new HashMap<>();
    private final Map<UUID, VirtualCluster> virtualClusters = new HashMap<>();
    private final Map<UUID, SchemaRegistry> registries = new HashMap<>();
    private final Map<UUID, TrustBundle> trustBundles = new HashMap<>();
    private final Set<UUID> notEnforceable = new HashSet<>();
    private final TlsReader tlsReader;
    private final BackendReader backendReader;
    private final ClientAuthReader clientAuthReader;
    private final AclReader aclReader;
    private final SecretReader secrets;

    private ImageBuilder(long version, List<Resource> resources, RoutingImage previous, NodeEnvironment node) {
        this.version = version;
        resources.forEach(resource -> byKind.computeIfAbsent(resource.getBodyCase(), kind -> new ArrayList<>())
                .add(resource));
        this.previous = previous;
        this.tlsReader = new TlsReader(node, trustBundles);
        this.backendReader = new BackendReader(node);
        this.clientAuthReader = new ClientAuthReader(node);
        this.secrets = new SecretReader(node);
        this.aclReader = new AclReader(of(Resource.BodyCase.VIRTUAL_CLUSTER_POLICY), previous);
    }

    /** An image, and what could not be applied. */
    public record Built(RoutingImage image, List<ConfigProblem> problems) {

        public Built {
            problems = List.copyOf(problems);
        }
    }

    public static Built build(Resources resources, RoutingImage previous, NodeEnvironment node) {
        UnreadableIds unreadable = UnreadableIds.among(resources.all());
        ImageBuilder builder = new ImageBuilder(resources.version(), unreadable.usable(), previous, node);
        builder.problems.addAll(unreadable.problems());
        return builder.build();
    }

    private Built build() {
        Map<UUID, BackendCluster> formerBackends = previous.backendClusters();
        each(Resource.BodyCase.BACKEND_CLUSTER, (id, resource) -> {
            var body = resource.getBackendCluster();
            attemptProtected(
                    ref(EntityRef.Kind.BACKEND_CLUSTER, id, body.getName()),
                    body.getRequiresList(),
                    Map.of(),
                    () -> backendClusters.put(id, backendReader.backendCluster(id, body)),
                    () -> keep(formerBackends, backendClusters, id));
        });
        DeclaredPolicies policies = new DeclaredPolicies(of(Resource.BodyCase.VIRTUAL_CLUSTER_POLICY));
        StaticKeys keys = staticKeys(policies);
        readRegistries(policies);
        each(Resource.BodyCase.VIRTUAL_CLUSTER, (id, resource) -> {
            var body = resource.getVirtualCluster();
            attemptProtected(
                    ref(EntityRef.Kind.VIRTUAL_CLUSTER, id, body.getName()),
                    body.getRequiresList(),
                    policies.of(id),
                    () -> virtualClusters.put(id, virtualCluster(id, body, policies.forRecords(id), keys)),
                    // Its former rules may allow what the new ones do not.
                    () -> !AclReader.isEnforced(body)
                            && !NamespaceReader.has(body)
                            && policies.forRecords(id).isEmpty()
                            && !AliasReader.has(body)
                            && keepServable(id));
        });
        each(
                Resource.BodyCase.TLS_TRUST_BUNDLE,
                (id, resource) -> attempt(
                        ref(
                                EntityRef.Kind.TLS_TRUST_BUNDLE,
                                id,
                                resource.getTlsTrustBundle().getName()),
                        () -> trustBundles.put(id, tlsReader.trustBundle(resource.getTlsTrustBundle())),
                        () -> keep(previous.trustBundles(), trustBundles, id)));
        RoutingImage image = new RoutingImage(
                version, new ListenerSockets(problems::add).of(listeners()), virtualClusters, trustBundles);
        return new Built(image, problems);
    }

    /** One that cannot be read is only a problem where it is used. */
    private StaticKeys staticKeys(DeclaredPolicies policies) {
        Map<UUID, byte[]> keys = new HashMap<>();
        each(Resource.BodyCase.STATIC_KEY, (id, resource) -> {
            EntityRef key =
                    ref(EntityRef.Kind.STATIC_KEY, id, resource.getStaticKey().getName());
            Runnable read = () -> keys.put(id, StaticKeyReader.read(secrets, resource.getStaticKey()));
            if (policies.encryptsBy(id)) {
                attempt(key, read, () -> false);
            } else {
                tryUnnamed(key, read, policies.decryptByStaticKeys());
            }
        });
        return new StaticKeys(keys);
    }

    /** Nothing is said of one that no policy names. */
    private void readRegistries(DeclaredPolicies policies) {
        each(Resource.BodyCase.SCHEMA_REGISTRY, (id, resource) -> {
            WireSchemaRegistry body = resource.getSchemaRegistry();
            if (policies.validatesBy(id)) {
                attempt(
                        ref(EntityRef.Kind.SCHEMA_REGISTRY, id, body.getName()),
                        () -> registries.put(id, SchemaRegistryReader.read(secrets, id, body)),
                        () -> false);
            }
        });
    }

    private void tryUnnamed(EntityRef key, Runnable read, boolean mayBeNeeded) {
        try {
            read.run();
        } catch (IllegalArgumentException e) {
            if (mayBeNeeded) {
                problems.add(ConfigProblem.warning(
                        key,
                        "static_key.missing",
                        "The " + key + " is not there for policies that decrypt: " + e.getMessage()
                                + ". Records that were encrypted by it are treated by the policies' failure modes."));
            }
        }
    }

    private VirtualCluster virtualCluster(
            UUID id, WireVirtualCluster body, List<Resource> forRecords, StaticKeys keys) {
        BackendCluster backend = backendClusters.get(UUID.fromString(body.getBackendClusterId()));
        if (backend == null) {
            throw new IllegalArgumentException(
                    "its backend cluster (" + body.getBackendClusterId() + ") is not served by this node");
        }
        List<ClientAuth> authentication = clientAuthReader.authentication(body.getAuthenticationList());
        if (!backend.login().isAnonymous()
                && !backend.allowsAnonymousClients()
                && authentication.stream().anyMatch(ClientAuth.Anonymous.class::isInstance)) {
            throw new IllegalArgumentException("its anonymous clients would use the login of its " + backend.ref()
                    + ", which does not allow it: insecure_allow_anonymous_virtual_cluster_auth is false");
        }
        return new VirtualCluster(
                id,
                body.getName(),
                body.getDnsLabel(),
                backend,
                authentication,
                NamespaceReader.read(body),
                aclReader.read(id, body),
                RecordRules.of(
                        forRecords,
                        keys,
                        registries,
                        previous.virtualCluster(id).map(VirtualCluster::records).orElse(RecordRules.NONE)),
                AliasReader.read(id, body, previous));
    }

    /** The listeners in the order in which they were made: of two that want one socket, the older has it. */
    private List<Listener> listeners() {
        Map<UUID, Listener> former = previous.listeners();
        ListenerBuilder builder = new ListenerBuilder(
                of(Resource.BodyCase.LISTENER_POLICY), former, virtualClusters, tlsReader, problems::add);
        List<Listener> built = new ArrayList<>();
        Map<UUID, Listener> byId = new HashMap<>();
        List<Resource> oldestFirst = new ArrayList<>();
        each(Resource.BodyCase.LISTENER, (id, resource) -> oldestFirst.add(resource));
        oldestFirst.sort(Comparator.<Resource>comparingLong(r -> r.getListener().getCreatedAtMicros())
                .thenComparing(r -> r.getKey().getId()));
        for (Resource resource : oldestFirst) {
            UUID id = UUID.fromString(resource.getKey().getId());
            byId.clear();
            attempt(
                    ref(EntityRef.Kind.LISTENER, id, resource.getListener().getName()),
                    () -> builder.listener(id, resource.getListener()).ifPresent(listener -> byId.put(id, listener)),
                    () -> keep(former, byId, id));
            built.addAll(byId.values());
        }
        return built;
    }

    /** Not even a former form is served, which was less protected. */
    private void attemptProtected(
            EntityRef entity,
            List<String> requires,
            Map<String, List<EntityRef>> declared,
            Runnable build,
            BooleanSupplier keepFormer) {
        Optional<ConfigProblem> problem = Requirements.problem(entity, requires, declared);
        if (problem.isEmpty()) {
            attempt(entity, build, keepFormer);
        } else {
            problems.add(problem.get());
            notEnforceable.add(entity.id());
        }
    }

    /** A former form may have a backend cluster behind it that must not be served any more. */
    private boolean keepServable(UUID virtualCluster) {
        Optional<VirtualCluster> servable = previous.virtualCluster(virtualCluster)
                .filter(former ->
                        !notEnforceable.contains(former.backendCluster().id()));
        servable.ifPresent(former -> virtualClusters.put(virtualCluster, former));
        return servable.isPresent();
    }

    private void attempt(EntityRef entity, Runnable build, BooleanSupplier keepFormer) {
        try {
            build.run();
        } catch (IllegalArgumentException e) {
            String effect = keepFormer.getAsBoolean() ? "It keeps its last good form." : "It is not served.";
            problems.add(ConfigProblem.error(
                    entity,
                    entity.kind().name().toLowerCase(Locale.ROOT) + ".invalid",
                    "The " + entity + " cannot be applied: " + e.getMessage() + ". " + effect
                            + " Everything else is applied."));
        }
    }

    private static <T> boolean keep(Map<UUID, T> former, Map<UUID, T> into, UUID id) {
        T last = former.get(id);
        if (last != null) {
            into.put(id, last);
        }
        return last != null;
    }

    private void each(Resource.BodyCase kind, BiConsumer<UUID, Resource> visitor) {
        of(kind).forEach(resource ->
                visitor.accept(UUID.fromString(resource.getKey().getId()), resource));
    }

    private List<Resource> of(Resource.BodyCase kind) {
        return byKind.getOrDefault(kind, List.of());
    }

    private static EntityRef ref(EntityRef.Kind kind, UUID id, String name) {
        return new EntityRef(kind, id, name);
    }
}
