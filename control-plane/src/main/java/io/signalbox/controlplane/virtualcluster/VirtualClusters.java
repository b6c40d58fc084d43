package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.backendcluster.BackendCluster;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Attempt;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityRules;
import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.entity.ListFilter;
import io.signalbox.controlplane.entity.Reference;
import io.signalbox.controlplane.entity.Shown;
import io.signalbox.controlplane.entity.Unique;
import io.signalbox.controlplane.gateway.Need;
import io.signalbox.controlplane.gateway.RuntimeVersion;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** The virtual clusters of a gateway. */
@Component
class VirtualClusters implements EntityRules<VirtualCluster> {

    private final EntityStore store;

    VirtualClusters(EntityStore store) {
        this.store = store;
    }

    @Override
    public EntityType<VirtualCluster> type() {
        return VirtualCluster.TYPE;
    }

    @Override
    public String collection() {
        return "virtual-clusters";
    }

    @Override
    public Draft<VirtualCluster> read(BodyReader body) {
        VirtualCluster sent = VirtualCluster.read(body);
        Reference destination = Reference.read(body, "destination");
        return attempt -> {
            List<ClientAuth> authentication = attempt.stored()
                    .map(stored -> ClientAuthRequest.keeping(
                            sent.authentication(), stored.authentication(), attempt.invalid()))
                    .orElse(sent.authentication());
            Optional<UUID> backend = backend(destination, attempt, authentication);
            return sent.with(backend.map(Reference.Target::to).orElse(Reference.Target.NOTHING), authentication);
        };
    }

    @Override
    public List<UUID> references(VirtualCluster cluster) {
        return List.of(cluster.destination().id());
    }

    @Override
    public List<Unique> unique(VirtualCluster cluster) {
        return List.of(Unique.name(cluster.name()), new Unique("dns_label", cluster.dnsLabel()));
    }

    @Override
    public Optional<ListFilter> filter() {
        return Optional.of(ListFilter.byReference("filter[backend_cluster_id][eq]"));
    }

    /** What clients may do of which old nodes know nothing: contract section 1.8. */
    @Override
    public List<Need> needs(VirtualCluster cluster) {
        List<Need> needs = new ArrayList<>();
        for (int i = 0; i < cluster.authentication().size(); i++) {
            ClientAuth auth = cluster.authentication().get(i);
            String field = "authentication[" + i + "].";
            if (auth instanceof ClientAuth.ClientCertificate) {
                needs.add(new Need(field + "type", RuntimeVersion.V1_1));
            }
            if (auth.fetchKongIdentityPrincipal().isPresent()) {
                needs.add(new Need(field + "fetch_kong_identity_principal", RuntimeVersion.V1_2));
            }
        }
        cluster.topicAliases().ifPresent(aliases -> needs.add(new Need("topic_aliases", RuntimeVersion.V1_2)));
        return needs;
    }

    @Override
    public Function<Entity<VirtualCluster>, Object> view(UUID gatewayId, List<Entity<VirtualCluster>> entities) {
        Map<UUID, String> names = store.names(
                gatewayId,
                entities.stream()
                        .map(entity -> entity.spec().destination().id())
                        .toList());
        return entity -> Shown.of(
                entity,
                entity.spec()
                        .with(
                                entity.spec().destination().named(names),
                                entity.spec().authentication()));
    }

    private Optional<UUID> backend(
            Reference destination, Attempt<VirtualCluster> attempt, List<ClientAuth> authentication) {
        Optional<UUID> backend = attempt.resolve(destination, BackendCluster.TYPE.kind());
        backend.flatMap(id -> store.find(BackendCluster.TYPE, attempt.gatewayId(), id))
                .filter(cluster -> !cluster.spec().allowsAnonymousClients())
                .ifPresent(cluster -> refuseAnonymous(authentication, cluster.spec(), attempt.invalid()));
        return backend;
    }

    private static void refuseAnonymous(
            List<ClientAuth> authentication, BackendCluster backend, InvalidParameters invalid) {
        for (int i = 0; i < authentication.size(); i++) {
            if (authentication.get(i) instanceof ClientAuth.Anonymous) {
                invalid.addUnlessNamed(InvalidParameter.standard(
                        "authentication[" + i + "].type",
                        "invalid",
                        "anonymous clients would use the credentials of the backend cluster [" + backend.name()
                                + "], whose insecure_allow_anonymous_virtual_cluster_auth is false"));
            }
        }
    }
}
