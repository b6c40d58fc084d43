package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.ListenerPolicy;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.routing.Acceptance;
import io.signalbox.routing.ForwardPolicy;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.PortMapping;
import io.signalbox.routing.PortSet;
import io.signalbox.routing.RouteTable;
import io.signalbox.routing.VirtualClusterRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Makes the image of a set of resources. An entity that cannot be applied keeps the form that the previous image has of
 * it, or is left out if it has none; either way a problem says so, and the rest is built. Pure.
 */
public final class ImageBuilder {

    private final Resources resources;
    private final RoutingImage previous;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Map<UUID, BackendCluster> backendClusters = new HashMap<>();
    private final Map<UUID, VirtualCluster> virtualClusters = new HashMap<>();
    private final Map<String, List<Resource>> chains; // the enabled policies of each listener, in order

    private ImageBuilder(Resources resources, RoutingImage previous) {
        this.resources = resources;
        this.previous = previous;
        this.chains = resources.byKey().values().stream()
                .filter(Resource::hasListenerPolicy)
                .filter(resource -> resource.getListenerPolicy().getEnabled())
                .sorted(Comparator.comparingInt(
                        resource -> resource.getListenerPolicy().getPosition()))
                .collect(Collectors.groupingBy(
                        resource -> resource.getListenerPolicy().getListenerId()));
    }

    /** An image, and what could not be applied. */
    public record Built(RoutingImage image, List<ConfigProblem> problems) {

        public Built {
            problems = List.copyOf(problems);
        }
    }

    public static Built build(Resources resources, RoutingImage previous) {
        return new ImageBuilder(resources, previous).build();
    }

    private Built build() {
        Map<UUID, BackendCluster> formerBackends = previous.backendClusters();
        each(
                Resource.BodyCase.BACKEND_CLUSTER,
                (id, resource) -> attempt(
                        ref(
                                EntityRef.Kind.BACKEND_CLUSTER,
                                id,
                                resource.getBackendCluster().getName()),
                        () -> backendClusters.put(id, backendCluster(id, resource.getBackendCluster())),
                        () -> keep(formerBackends, backendClusters, id)));
        each(
                Resource.BodyCase.VIRTUAL_CLUSTER,
                (id, resource) -> attempt(
                        ref(
                                EntityRef.Kind.VIRTUAL_CLUSTER,
                                id,
                                resource.getVirtualCluster().getName()),
                        () -> virtualClusters.put(id, virtualCluster(id, resource.getVirtualCluster())),
                        () -> keep(previous.virtualClusters(), virtualClusters, id)));
        RoutingImage image = new RoutingImage(resources.version(), sockets(listeners()), virtualClusters);
        return new Built(image, problems);
    }

    private static BackendCluster backendCluster(UUID id, io.signalbox.proto.config.v1.BackendCluster body) {
        List<HostPort> servers =
                body.getBootstrapServersList().stream().map(HostPort::parse).toList();
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("it has no bootstrap servers");
        }
        Duration interval = Duration.ofSeconds(Math.max(body.getMetadataUpdateIntervalSeconds(), 1));
        return new BackendCluster(id, body.getName(), servers, interval);
    }

    private VirtualCluster virtualCluster(UUID id, io.signalbox.proto.config.v1.VirtualCluster body) {
        BackendCluster backend = backendClusters.get(UUID.fromString(body.getBackendClusterId()));
        if (backend == null) {
            throw new IllegalArgumentException("its backend cluster (" + body.getBackendClusterId() + ") is not there");
        }
        return new VirtualCluster(id, body.getName(), body.getDnsLabel(), backend);
    }

    /** The listeners in the order in which they were made: of two that want one socket, the older has it. */
    private List<Listener> listeners() {
        Map<UUID, Listener> former = previous.listeners();
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
                    () -> byId.put(id, listener(id, resource.getListener())),
                    () -> keep(former, byId, id));
            built.addAll(byId.values());
        }
        return built;
    }

    private Listener listener(UUID id, io.signalbox.proto.config.v1.Listener body) {
        PortSet ports = PortSet.parse(body.getPortsList());
        if (body.getAddressesCount() == 0) {
            throw new IllegalArgumentException("it has no addresses");
        }
        return new Listener(
                id,
                body.getName(),
                body.getAddressesList(),
                ports,
                new RouteTable(Acceptance.PLAINTEXT, policies(id, ports)));
    }

    private List<ForwardPolicy> policies(UUID listenerId, PortSet open) {
        List<ForwardPolicy> policies = new ArrayList<>();
        for (Resource resource : chains.getOrDefault(listenerId.toString(), List.of())) {
            UUID id = UUID.fromString(resource.getKey().getId());
            ListenerPolicy body = resource.getListenerPolicy();
            if (body.getConfigCase() != ListenerPolicy.ConfigCase.PORT_MAPPING) {
                // Serving the listener without a policy that is not understood could protect less than was declared.
                throw new IllegalArgumentException("its policy [" + body.getName() + "] (" + id
                        + ") is of a kind that this node does not know; run a newer release of the node");
            }
            portMapping(id, body, open).ifPresent(policies::add);
        }
        return policies;
    }

    private Optional<ForwardPolicy> portMapping(UUID id, ListenerPolicy policy, PortSet open) {
        io.signalbox.proto.config.v1.PortMapping body = policy.getPortMapping();
        VirtualCluster virtual = virtualClusters.get(UUID.fromString(body.getVirtualClusterId()));
        if (virtual == null) {
            problems.add(new ConfigProblem(
                    ref(EntityRef.Kind.LISTENER_POLICY, id, policy.getName()),
                    "listener_policy.destination_missing",
                    "The " + ref(EntityRef.Kind.LISTENER_POLICY, id, policy.getName())
                            + " is not applied: its virtual cluster (" + body.getVirtualClusterId()
                            + ") is not served by this node. The other policies of the listener are applied."));
            return Optional.empty();
        }
        return Optional.of(new PortMapping(
                id,
                open,
                body.getBootstrapAtStart(),
                body.getMinBrokerId(),
                body.getAdvertisedHost(),
                new VirtualClusterRef(virtual.id(), virtual.name(), virtual.dnsLabel())));
    }

    private Map<HostPort, Listener> sockets(List<Listener> oldestFirst) {
        Map<HostPort, Listener> sockets = new HashMap<>();
        for (Listener listener : oldestFirst) {
            Map<String, List<Integer>> lost = new TreeMap<>();
            for (String address : listener.addresses()) {
                listener.ports().stream().forEach(port -> {
                    Listener owner = sockets.putIfAbsent(new HostPort(address, port), listener);
                    if (owner != null && !owner.id().equals(listener.id())) {
                        lost.computeIfAbsent(owner.ref().toString(), name -> new ArrayList<>())
                                .add(port);
                    }
                });
            }
            lost.forEach((owner, ports) -> problems.add(new ConfigProblem(
                    listener.ref(),
                    "listener.port_conflict",
                    "The " + listener.ref() + " does not have " + (ports.size() == 1 ? "port " : "ports ")
                            + PortSet.of(new TreeSet<>(ports)) + ": the older " + owner
                            + " has the same. Its other ports are served.")));
        }
        return sockets;
    }

    private void attempt(EntityRef entity, Runnable build, BooleanSupplier keepFormer) {
        try {
            build.run();
        } catch (IllegalArgumentException e) {
            String effect = keepFormer.getAsBoolean() ? "It keeps its last good form." : "It is not served.";
            problems.add(new ConfigProblem(
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
        resources.byKey().forEach((key, resource) -> {
            if (resource.getBodyCase() == kind) {
                visitor.accept(UUID.fromString(key.getId()), resource);
            }
        });
    }

    private static EntityRef ref(EntityRef.Kind kind, UUID id, String name) {
        return new EntityRef(kind, id, name);
    }
}
