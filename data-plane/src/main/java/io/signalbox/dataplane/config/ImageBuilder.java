package io.signalbox.dataplane.config;

import io.signalbox.dataplane.config.DeclaredPolicies.Need;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.WireVirtualCluster;
import io.signalbox.resources.ResourceSet;
import io.signalbox.routing.SharedMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes the image of a set of resources. An entity that cannot be applied keeps the form that the previous image has of
 * it, or is left out if it has none; either way a problem says so, and the rest is built. Pure.
 *
 * <p>Built is what a difference reaches: entities that are declared otherwise than before, those that depend on what became of
 * them, and those that had problems, which are tried anew each time. All others are taken from the build before. A first build
 * differs from nothing, so there is one way for both (decision 0031).
 */
public final class ImageBuilder {

    private static final Comparator<UUID> AS_WRITTEN = Comparator.comparing(UUID::toString);

    private final long version;
    private final Groundwork former;
    private final RoutingImage previous;
    private final NodeEnvironment node;
    private final Touched touched;
    private final Declared declared;
    private final ProblemsFound.Edit problems;
    private final SharedMap.Edit<UUID, BackendCluster> backends;
    private final Set<UUID> notEnforceable = new HashSet<>(); // backend clusters; all of them, since each is a problem
    private final SharedMap.Edit<UUID, DeclaredPolicies> policies;
    private final SharedMap.Edit<UUID, VirtualCluster> virtualClusters;
    private final SharedMap.Edit<UUID, TrustBundle> trustBundles;
    private final ClientAuthReader clientAuthReader;
    private final SecretReader secrets;

    private ImageBuilder(Groundwork former, Resources next, RoutingImage previous, NodeEnvironment node) {
        ResourceSet.Difference difference = next.set().since(former.declared().set());
        this.version = next.version();
        this.former = former;
        this.previous = previous;
        this.node = node;
        this.touched = Touched.by(difference);
        this.declared = former.declared().with(next.set(), difference);
        this.problems = former.problems().edit();
        this.backends = former.backends().edit();
        this.policies = former.policies().edit();
        this.virtualClusters = former.image().virtualClusters().edit();
        this.trustBundles = former.image().trustBundles().edit();
        this.clientAuthReader = new ClientAuthReader(node);
        this.secrets = new SecretReader(node);
    }

    /** An image, and what could not be applied. */
    public record Built(RoutingImage image, List<ConfigProblem> problems, Groundwork groundwork) {

        public static final Built NONE = new Built(RoutingImage.EMPTY, List.of(), Groundwork.NONE);

        public Built {
            problems = List.copyOf(problems);
        }
    }

    /** From nothing but the previous image, whose forms are kept of what cannot be applied. */
    public static Built build(Resources resources, RoutingImage previous, NodeEnvironment node) {
        return new ImageBuilder(Groundwork.NONE, resources, previous, node).build();
    }

    /** The same, at the cost of what differs from what {@code former} was made of. */
    public static Built build(Resources resources, Built former, NodeEnvironment node) {
        return new ImageBuilder(former.groundwork(), resources, former.image(), node).build();
    }

    private Built build() {
        Set<UUID> changedBackends = readBackends();
        Counts<Need> needs = readPolicies();
        RecordMeans means = readMeans(needs);
        Set<UUID> reached = reachedVirtualClusters(changedBackends, !means.equals(former.means()));
        Map<UUID, VirtualCluster> kept = readVirtualClusters(reached, means);
        BackendsBehind behind = backendsBehind(changedBackends, reached, kept);
        RouteRefs served = former.served().with(changed(reached));
        Set<UUID> changedBundles = readTrustBundles();
        SharedMap<UUID, TrustBundle> bundles = trustBundles.done();
        ListenerAssembly.Assembled listeners = new ListenerAssembly(former, declared, previous, served, problems)
                .assemble(touched, changedBundles, bundles, node);
        ProblemsFound found = problems.done();
        RoutingImage image = new RoutingImage(
                version,
                listeners.bySocket(),
                listeners.withSockets(),
                virtualClusters.done(),
                served.byDnsLabel(),
                behind.clusters(),
                bundles);
        return new Built(
                image,
                inOrder(found, listeners),
                new Groundwork(
                        declared,
                        backends.done(),
                        policies.done(),
                        needs,
                        means,
                        behind.used(),
                        served,
                        listeners.built(),
                        listeners.tls(),
                        listeners.conflicts(),
                        found,
                        image));
    }

    private List<ConfigProblem> inOrder(ProblemsFound found, ListenerAssembly.Assembled listeners) {
        List<ConfigProblem> all =
                new ArrayList<>(declared.unreadable().problems(declared.all(Resource.BodyCase.VIRTUAL_CLUSTER)));
        Stream.of(
                        EntityRef.Kind.BACKEND_CLUSTER,
                        EntityRef.Kind.STATIC_KEY,
                        EntityRef.Kind.SCHEMA_REGISTRY,
                        EntityRef.Kind.VIRTUAL_CLUSTER,
                        EntityRef.Kind.TLS_TRUST_BUNDLE)
                .flatMap(kind -> found.inOrder(kind, AS_WRITTEN))
                .forEach(all::add);
        found.inOrder(EntityRef.Kind.LISTENER, ListenerAssembly.oldestFirst(declared))
                .forEach(all::add);
        all.addAll(listeners.conflicts());
        return all;
    }

    /** Returns those of which something else came. */
    private Set<UUID> readBackends() {
        BackendReader reader = new BackendReader(node);
        Set<UUID> changed = new HashSet<>();
        Set<UUID> formerProblems = former.problems().at(EntityRef.Kind.BACKEND_CLUSTER);
        for (UUID id : touched.and(Resource.BodyCase.BACKEND_CLUSTER, formerProblems)) {
            Optional<Attempt<BackendCluster>> attempt = declared.find(Resource.BodyCase.BACKEND_CLUSTER, id)
                    .map(Resource::getBackendCluster)
                    .map(body -> Attempt.ofProtected(
                            new EntityRef(EntityRef.Kind.BACKEND_CLUSTER, id, body.getName()),
                            body.getRequiresList(),
                            Map.of(),
                            () -> reader.backendCluster(id, body),
                            () -> Optional.ofNullable(previous.backendClusters().get(id))));
            if (take(EntityRef.Kind.BACKEND_CLUSTER, id, attempt, backends)) {
                changed.add(id);
            }
            if (attempt.filter(Attempt::isNotEnforceable).isPresent()) {
                notEnforceable.add(id);
            }
        }
        return changed;
    }

    private Counts<Need> readPolicies() {
        List<Need> ended = new ArrayList<>();
        List<Need> begun = new ArrayList<>();
        for (UUID cluster : touched.of(Resource.BodyCase.VIRTUAL_CLUSTER_POLICY)) {
            ended.addAll(policies(cluster).needs());
            List<Resource> now = declared.policies(cluster);
            if (now.isEmpty()) {
                policies.remove(cluster);
            } else {
                policies.put(cluster, DeclaredPolicies.among(now));
            }
            begun.addAll(policies(cluster).needs());
        }
        return former.needs().with(ended, begun);
    }

    private DeclaredPolicies policies(UUID cluster) {
        DeclaredPolicies known = policies.get(cluster);
        return known == null ? DeclaredPolicies.NONE : known;
    }

    private RecordMeans readMeans(Counts<Need> needs) {
        Set<UUID> ofKeys =
                touched.and(Resource.BodyCase.STATIC_KEY, former.problems().at(EntityRef.Kind.STATIC_KEY));
        Set<UUID> ofRegistries =
                touched.and(Resource.BodyCase.SCHEMA_REGISTRY, former.problems().at(EntityRef.Kind.SCHEMA_REGISTRY));
        if (needs.equals(former.needs()) && ofKeys.isEmpty() && ofRegistries.isEmpty()) {
            return former.means();
        }
        ofKeys.forEach(id -> problems.set(EntityRef.Kind.STATIC_KEY, id, List.of()));
        ofRegistries.forEach(id -> problems.set(EntityRef.Kind.SCHEMA_REGISTRY, id, List.of()));
        return RecordMeans.read(declared, needs, secrets, problems);
    }

    private Set<UUID> reachedVirtualClusters(Set<UUID> changedBackends, boolean otherMeans) {
        Set<UUID> reached =
                touched.and(Resource.BodyCase.VIRTUAL_CLUSTER, former.problems().at(EntityRef.Kind.VIRTUAL_CLUSTER));
        reached.addAll(touched.of(Resource.BodyCase.VIRTUAL_CLUSTER_POLICY));
        reached.addAll(declared.unreadable().reachedFrom(former.declared().unreadable()));
        if (!changedBackends.isEmpty()) {
            declared.all(Resource.BodyCase.VIRTUAL_CLUSTER).forEach((id, resource) -> {
                if (Declared.isTo(resource.getVirtualCluster().getBackendClusterId(), changedBackends)) {
                    reached.add(id);
                }
            });
        }
        if (otherMeans) {
            declared.policies().keySet().stream()
                    .filter(id -> !policies(id).forRecords().isEmpty())
                    .forEach(reached::add);
        }
        return reached;
    }

    /** Returns those that keep their last good form. */
    private Map<UUID, VirtualCluster> readVirtualClusters(Set<UUID> reached, RecordMeans means) {
        Map<UUID, VirtualCluster> kept = new TreeMap<>(AS_WRITTEN);
        for (UUID id : reached) {
            Optional<Attempt<VirtualCluster>> attempt = declared.virtualCluster(id)
                    .map(Resource::getVirtualCluster)
                    .map(body -> Attempt.ofProtected(
                            new EntityRef(EntityRef.Kind.VIRTUAL_CLUSTER, id, body.getName()),
                            body.getRequiresList(),
                            policies(id).required(),
                            () -> virtualCluster(id, body, means),
                            () -> lastGood(id, body)));
            take(EntityRef.Kind.VIRTUAL_CLUSTER, id, attempt, virtualClusters);
            attempt.filter(Attempt::isKept).flatMap(Attempt::form).ifPresent(form -> kept.put(id, form));
        }
        return kept;
    }

    private VirtualCluster virtualCluster(UUID id, WireVirtualCluster body, RecordMeans means) {
        BackendCluster backend = backends.get(UUID.fromString(body.getBackendClusterId()));
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
        Optional<VirtualCluster> last = previous.virtualCluster(id);
        return new VirtualCluster(
                id,
                body.getName(),
                body.getDnsLabel(),
                backend,
                authentication,
                NamespaceReader.read(body),
                AclReader.read(body, policies(id).acls(), last.flatMap(VirtualCluster::acls)),
                RecordRules.of(
                        policies(id).forRecords(),
                        means.keys(),
                        means.registries(),
                        last.map(VirtualCluster::records).orElse(RecordRules.NONE)),
                AliasReader.read(id, body, previous));
    }

    /**
     * The former rules of one may allow what the new ones do not, and it may have a backend cluster behind it that must not be
     * served any more.
     */
    private Optional<VirtualCluster> lastGood(UUID id, WireVirtualCluster body) {
        return AclReader.isEnforced(body)
                        || NamespaceReader.has(body)
                        || !policies(id).forRecords().isEmpty()
                        || AliasReader.has(body)
                ? Optional.empty()
                : previous.virtualCluster(id)
                        .filter(last ->
                                !notEnforceable.contains(last.backendCluster().id()));
    }

    private Map<UUID, Optional<VirtualCluster>> changed(Set<UUID> reached) {
        Map<UUID, Optional<VirtualCluster>> changed = new HashMap<>();
        reached.forEach(id -> changed.put(id, Optional.ofNullable(virtualClusters.get(id))));
        return changed;
    }

    private record BackendsBehind(Counts<UUID> used, SharedMap<UUID, BackendCluster> clusters) {}

    /** Their newest form where a virtual cluster has that, and else what those have that keep their last good form. */
    private BackendsBehind backendsBehind(
            Set<UUID> changedBackends, Set<UUID> reached, Map<UUID, VirtualCluster> kept) {
        List<UUID> ended = new ArrayList<>();
        List<UUID> begun = new ArrayList<>();
        Set<UUID> reachedBackends = new HashSet<>(changedBackends);
        for (UUID id : reached) {
            VirtualCluster before = former.image().virtualClusters().get(id);
            if (before != null) {
                reachedBackends.add(before.backendCluster().id());
                if (!former.problems().at(EntityRef.Kind.VIRTUAL_CLUSTER).contains(id)) {
                    ended.add(before.backendCluster().id());
                }
            }
            VirtualCluster now = virtualClusters.get(id);
            if (now != null && !kept.containsKey(id)) {
                begun.add(now.backendCluster().id());
            }
        }
        Counts<UUID> used = former.used().with(ended, begun);
        Map<UUID, BackendCluster> ofKept = new HashMap<>();
        kept.values().forEach(cluster -> ofKept.put(cluster.backendCluster().id(), cluster.backendCluster()));
        reachedBackends.addAll(begun);
        reachedBackends.addAll(ofKept.keySet());
        SharedMap.Edit<UUID, BackendCluster> behind =
                former.image().backendClusters().edit();
        reachedBackends.forEach(
                id -> set(behind, id, Optional.ofNullable(used.has(id) ? backends.get(id) : ofKept.get(id))));
        return new BackendsBehind(used, behind.done());
    }

    /** Returns those of which something else came. */
    private Set<UUID> readTrustBundles() {
        TlsReader reader = new TlsReader(node, id -> Optional.empty());
        Set<UUID> changed = new HashSet<>();
        Set<UUID> formerProblems = former.problems().at(EntityRef.Kind.TLS_TRUST_BUNDLE);
        for (UUID id : touched.and(Resource.BodyCase.TLS_TRUST_BUNDLE, formerProblems)) {
            Optional<Attempt<TrustBundle>> attempt = declared.find(Resource.BodyCase.TLS_TRUST_BUNDLE, id)
                    .map(Resource::getTlsTrustBundle)
                    .map(body -> Attempt.of(
                            new EntityRef(EntityRef.Kind.TLS_TRUST_BUNDLE, id, body.getName()),
                            () -> reader.trustBundle(body),
                            () -> Optional.ofNullable(previous.trustBundles().get(id))));
            if (take(EntityRef.Kind.TLS_TRUST_BUNDLE, id, attempt, trustBundles)) {
                changed.add(id);
            }
        }
        return changed;
    }

    /** Takes over what became of an entity, nothing if it is not declared; returns whether its form is another one. */
    private <T> boolean take(
            EntityRef.Kind kind, UUID id, Optional<Attempt<T>> attempt, SharedMap.Edit<UUID, T> forms) {
        problems.set(kind, id, attempt.map(Attempt::problems).orElse(List.of()));
        return set(forms, id, attempt.flatMap(Attempt::form));
    }

    /** An equal form stays the one that it was. */
    private static <T> boolean set(SharedMap.Edit<UUID, T> forms, UUID id, Optional<T> form) {
        boolean changed = !Objects.equals(forms.get(id), form.orElse(null));
        if (changed) {
            form.ifPresentOrElse(next -> forms.put(id, next), () -> forms.remove(id));
        }
        return changed;
    }
}
