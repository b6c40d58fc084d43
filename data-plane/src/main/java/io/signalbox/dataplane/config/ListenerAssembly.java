package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.ListenerPolicy;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.WireListener;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.ListenAddress;
import io.signalbox.routing.SharedMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds the listeners that a difference reaches, and gives all of them their sockets; for one image. */
final class ListenerAssembly {

    private final Groundwork former;
    private final Declared declared;
    private final RoutingImage previous;
    private final RouteRefs served;
    private final ProblemsFound.Edit problems;

    /** Adds what it finds to {@code problems}. */
    ListenerAssembly(
            Groundwork former,
            Declared declared,
            RoutingImage previous,
            RouteRefs served,
            ProblemsFound.Edit problems) {
        this.former = former;
        this.declared = declared;
        this.previous = previous;
        this.served = served;
        this.problems = problems;
    }

    /**
     * What came of it.
     *
     * @param built with a socket or without one
     * @param bySocket who has it
     * @param withSockets the listeners that have one
     * @param tls as of {@link Groundwork}, and so are the conflicts
     */
    record Assembled(
            SharedMap<UUID, Listener> built,
            SharedMap<HostPort, Listener> bySocket,
            SharedMap<UUID, Listener> withSockets,
            SharedMap<UUID, ListenerBuilder.ReadTls> tls,
            List<ConfigProblem> conflicts) {}

    /** The order in which they were made: of two that want one socket, the older has it. */
    static Comparator<UUID> oldestFirst(Declared declared) {
        return Comparator.<UUID>comparingLong(id -> madeAt(declared, id)).thenComparing(UUID::toString);
    }

    Assembled assemble(
            Touched touched, Set<UUID> changedBundles, SharedMap<UUID, TrustBundle> bundles, NodeEnvironment node) {
        Set<UUID> reached = reached(touched, changedBundles);
        SharedMap.Edit<UUID, Listener> built = former.listeners().edit();
        SharedMap.Edit<UUID, ListenerBuilder.ReadTls> tls = former.tls().edit();
        ListenerBuilder builder = new ListenerBuilder(
                declared, previous.listeners(), served, id -> Optional.ofNullable(bundles.get(id)), node, tls);
        for (UUID id : reached) {
            Optional<Resource> resource = declared.find(Resource.BodyCase.LISTENER, id);
            resource.flatMap(found -> build(builder, id, found.getListener()))
                    .ifPresentOrElse(listener -> built.put(id, listener), () -> built.remove(id));
            if (resource.isEmpty()) {
                tls.remove(id);
                problems.set(EntityRef.Kind.LISTENER, id, List.of());
            }
        }
        SharedMap<UUID, Listener> all = built.done();
        return reached.stream().allMatch(id -> wantsTheSame(id, all.get(id)))
                ? withNewForms(all, tls.done())
                : withNewSockets(all, tls.done());
    }

    private Set<UUID> reached(Touched touched, Set<UUID> changedBundles) {
        Set<UUID> reached =
                touched.and(Resource.BodyCase.LISTENER, former.problems().at(EntityRef.Kind.LISTENER));
        reached.addAll(touched.of(Resource.BodyCase.LISTENER_POLICY));
        Set<UUID> changedRefs =
                served.byId().keysThatDiffer(former.served().byId()).collect(Collectors.toSet());
        if (!changedRefs.isEmpty() || !changedBundles.isEmpty()) {
            declared.chains().forEach((listener, chain) -> {
                if (chain.stream().anyMatch(policy -> refersTo(policy, changedRefs, changedBundles))) {
                    reached.add(listener);
                }
            });
        }
        return reached;
    }

    private static boolean refersTo(Resource policy, Set<UUID> virtualClusters, Set<UUID> trustBundles) {
        ListenerPolicy body = policy.getListenerPolicy();
        return switch (body.getConfigCase()) {
            case SNI -> !virtualClusters.isEmpty(); // it leads to each of them
            case PORT_MAPPING -> Declared.isTo(body.getPortMapping().getVirtualClusterId(), virtualClusters);
            case TLS_SERVER ->
                body.getTlsServer().getClientAuthentication().getTlsTrustBundleIdsList().stream()
                        .anyMatch(id -> Declared.isTo(id, trustBundles));
            case CONFIG_NOT_SET -> false;
        };
    }

    @SuppressWarnings("OptionalMapToOptional") // a last good form that is a listener, and not one that is none
    private Optional<Listener> build(ListenerBuilder builder, UUID id, WireListener body) {
        Attempt<Optional<Listener>> attempt = Attempt.of(
                new EntityRef(EntityRef.Kind.LISTENER, id, body.getName()),
                () -> builder.listener(id, body),
                () -> Optional.ofNullable(previous.listeners().get(id)).map(Optional::of));
        problems.set(
                EntityRef.Kind.LISTENER,
                id,
                Stream.concat(builder.takeProblems().stream(), attempt.problems().stream())
                        .toList());
        return attempt.form().flatMap(form -> form);
    }

    /** Whether a listener wants the sockets that it wanted before, with the same name and at the same place in the order. */
    private boolean wantsTheSame(UUID id, @Nullable Listener now) {
        Listener before = former.listeners().get(id);
        if (before == null || now == null) {
            return before == null && now == null;
        }
        return before.addresses().equals(now.addresses())
                && before.ports().equals(now.ports())
                && before.name().equals(now.name())
                && madeAt(former.declared(), id) == madeAt(declared, id);
    }

    private Assembled withNewSockets(SharedMap<UUID, Listener> built, SharedMap<UUID, ListenerBuilder.ReadTls> tls) {
        List<ConfigProblem> conflicts = new ArrayList<>();
        Comparator<UUID> order = oldestFirst(declared);
        SharedMap<HostPort, Listener> bySocket = SharedMap.copyOf(new ListenerSockets(conflicts::add)
                .of(built.values().stream()
                        .sorted(Comparator.comparing(Listener::id, order))
                        .toList()));
        SharedMap.Edit<UUID, Listener> withSockets =
                SharedMap.<UUID, Listener>empty().edit();
        bySocket.values().forEach(listener -> withSockets.put(listener.id(), listener));
        return new Assembled(built, bySocket, withSockets.done(), tls, List.copyOf(conflicts));
    }

    /** Each listener keeps the sockets that it had. */
    private Assembled withNewForms(SharedMap<UUID, Listener> built, SharedMap<UUID, ListenerBuilder.ReadTls> tls) {
        SharedMap.Edit<HostPort, Listener> bySocket = former.image().sockets().edit();
        SharedMap.Edit<UUID, Listener> withSockets = former.image().listeners().edit();
        built.keysThatDiffer(former.listeners()).forEach(id -> {
            Listener now = Objects.requireNonNull(built.get(id));
            if (withSockets.get(id) != null) {
                withSockets.put(id, now);
            }
            for (String address : now.addresses()) {
                String host = ListenAddress.canonical(address);
                now.ports().stream().mapToObj(port -> new HostPort(host, port)).forEach(socket -> {
                    Listener owner = bySocket.get(socket);
                    if (owner != null && owner.id().equals(id)) {
                        bySocket.put(socket, now);
                    }
                });
            }
        });
        return new Assembled(built, bySocket.done(), withSockets.done(), tls, former.conflicts());
    }

    private static long madeAt(Declared declared, UUID id) {
        return declared.find(Resource.BodyCase.LISTENER, id)
                .map(resource -> resource.getListener().getCreatedAtMicros())
                .orElse(0L);
    }
}
