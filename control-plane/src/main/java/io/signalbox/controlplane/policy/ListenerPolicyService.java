package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.gateway.Action;
import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.gateway.Versioned;
import io.signalbox.controlplane.listener.ListenerService;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Listener policies: always in chain order. */
@Service
public class ListenerPolicyService {

    private final ListenerPolicyRepository policies;
    private final ListenerService listeners;
    private final PolicyReferences references;
    private final GatewayService gateways;
    private final GatewayChanges changes;

    ListenerPolicyService(
            ListenerPolicyRepository policies,
            ListenerService listeners,
            PolicyReferences references,
            GatewayService gateways,
            GatewayChanges changes) {
        this.policies = policies;
        this.listeners = listeners;
        this.references = references;
        this.gateways = gateways;
        this.changes = changes;
    }

    ListenerPolicy create(UUID gatewayId, UUID listenerId, BodyReader body, Placement placement) {
        ListenerPolicyRequest request = ListenerPolicyRequest.read(body);
        return changes.make(gatewayId, change -> {
            listeners.checkExists(gatewayId, listenerId);
            List<ListenerPolicyEntity> chain = new ArrayList<>(policies.chain(gatewayId, listenerId));
            InvalidParameters invalid = body.invalid();
            int index = placement.index(chain, invalid);
            PolicyRules.checkOnlyPortMapping(chain, request, invalid);
            PolicyRules.checkOnlyTlsServer(chain, request.type(), request.enabled(), invalid);
            PolicyReferences.Found found = references.find(gatewayId, request, invalid);
            invalid.check();
            PolicyRules.checkName(chain, request.name(), listenerId);
            ListenerPolicyEntity policy = new ListenerPolicyEntity(change, listenerId, request, found);
            insert(change, chain, index, policy);
            return references.show(policies.saveAndFlush(policy));
        });
    }

    ListenerPolicy replace(UUID gatewayId, UUID listenerId, UUID id, BodyReader body) {
        ListenerPolicyRequest sent = ListenerPolicyRequest.read(body);
        return changes.make(gatewayId, change -> {
            ListenerPolicyEntity policy = find(gatewayId, listenerId, id);
            List<ListenerPolicyEntity> others = others(policy);
            InvalidParameters invalid = body.invalid();
            ListenerPolicyRequest request = sent.keeping(policy.config(), invalid);
            if (!request.type().isEmpty() && !request.type().equals(policy.type())) {
                invalid.add(InvalidParameter.standard("type", "invalid", "cannot be changed"));
            }
            PolicyRules.checkOnlyPortMapping(others, request, invalid);
            PolicyRules.checkOnlyTlsServer(others, request.type(), request.enabled(), invalid);
            PolicyReferences.Found found = references.find(gatewayId, request, invalid);
            invalid.check();
            PolicyRules.checkName(others, request.name(), listenerId);
            policy.replace(change, request, found);
            return references.show(policies.saveAndFlush(policy));
        });
    }

    ListenerPolicy patch(UUID gatewayId, UUID listenerId, UUID id, BodyReader body) {
        ListenerPolicyPatch patch = ListenerPolicyPatch.read(body);
        return changes.make(gatewayId, change -> {
            ListenerPolicyEntity policy = find(gatewayId, listenerId, id);
            List<ListenerPolicyEntity> others = others(policy);
            InvalidParameters invalid = body.invalid();
            PolicyRules.checkOnlyTlsServer(
                    others, policy.type(), patch.enabled().orElse(policy.enabled()), invalid);
            invalid.check();
            PolicyRules.checkName(others, patch.name(), listenerId);
            policy.patch(change, patch);
            return references.show(policies.saveAndFlush(policy));
        });
    }

    void delete(UUID gatewayId, UUID listenerId, UUID id) {
        changes.make(gatewayId, change -> {
            policies.delete(find(gatewayId, listenerId, id));
            change.remove(EntityKind.LISTENER_POLICY, id);
            return true;
        });
    }

    void move(UUID gatewayId, UUID listenerId, UUID id, BodyReader body) {
        Optional<Integer> index = body.requiredInteger("index", 0, Integer.MAX_VALUE);
        changes.make(gatewayId, change -> {
            ListenerPolicyEntity policy = find(gatewayId, listenerId, id);
            List<ListenerPolicyEntity> chain = new ArrayList<>(others(policy));
            InvalidParameters invalid = body.invalid();
            if (index.isPresent() && index.get() > chain.size()) {
                invalid.add(InvalidParameter.maximum(
                        "index", "max", chain.size(), "must not be greater than " + chain.size()));
            }
            invalid.check();
            chain.add(index.orElseThrow(), policy);
            change.rearrange(EntityKind.LISTENER_POLICY, id, Action.MOVED);
            PolicyChain.place(change, chain);
            return true;
        });
    }

    PolicyChain reorder(UUID gatewayId, UUID listenerId, BodyReader body) {
        PolicyChain wanted = PolicyChain.read(body);
        return changes.make(gatewayId, change -> {
            listeners.checkExists(gatewayId, listenerId);
            List<ListenerPolicyEntity> chain = policies.chain(gatewayId, listenerId);
            InvalidParameters invalid = body.invalid();
            if (invalid.isEmpty()) {
                wanted.check(chain, invalid);
            }
            invalid.check();
            List<ListenerPolicyEntity> ordered = new ArrayList<>(chain);
            ordered.sort((one, other) -> Integer.compare(
                    wanted.policies().indexOf(one.id()), wanted.policies().indexOf(other.id())));
            if (!ordered.equals(chain)) {
                change.rearrange(EntityKind.LISTENER, listenerId, Action.POLICIES_REORDERED);
                PolicyChain.place(change, ordered);
            }
            return wanted;
        });
    }

    @Transactional(readOnly = true)
    PolicyChain chain(UUID gatewayId, UUID listenerId) {
        gateways.checkExists(gatewayId);
        listeners.checkExists(gatewayId, listenerId);
        return PolicyChain.of(policies.chain(gatewayId, listenerId));
    }

    @Transactional(readOnly = true)
    ListenerPolicy get(UUID gatewayId, UUID listenerId, UUID id) {
        gateways.checkExists(gatewayId);
        listeners.checkExists(gatewayId, listenerId);
        return references.show(find(gatewayId, listenerId, id));
    }

    @Transactional(readOnly = true)
    List<ListenerPolicy> list(UUID gatewayId, UUID listenerId, ListQuery query) {
        String contains = query.page(ListQuery.NAME_CONTAINS).nameContains().toLowerCase(Locale.ROOT);
        gateways.checkExists(gatewayId);
        listeners.checkExists(gatewayId, listenerId);
        return policies.chain(gatewayId, listenerId).stream()
                .filter(policy ->
                        policy.name().orElse("").toLowerCase(Locale.ROOT).contains(contains))
                .map(references::show)
                .toList();
    }

    /** In chain order, with ids alone. */
    @Transactional(readOnly = true)
    public List<ListenerPolicy> ofListener(UUID gatewayId, UUID listenerId) {
        return policies.chain(gatewayId, listenerId).stream()
                .map(ListenerPolicyEntity::toRecord)
                .toList();
    }

    /** Those of a gateway that changed after this version of it, with the versions that last changed them; 0: all. */
    @Transactional(readOnly = true)
    public List<Versioned<ListenerPolicy>> changedSince(UUID gatewayId, long version) {
        return policies.changedSince(gatewayId, version).stream()
                .map(policy -> new Versioned<>(
                        policy.id(), policy.toRecord(), policy.stamp().changedAtVersion()))
                .toList();
    }

    /** At the end without touching the others; elsewhere, those behind it move. */
    private static void insert(
            Change change, List<ListenerPolicyEntity> chain, int index, ListenerPolicyEntity policy) {
        if (index == chain.size()) {
            policy.place(
                    change, chain.isEmpty() ? 0 : chain.get(chain.size() - 1).position() + 1);
        } else {
            chain.add(index, policy);
            PolicyChain.place(change, chain);
        }
    }

    private List<ListenerPolicyEntity> others(ListenerPolicyEntity policy) {
        return policies.chain(policy.gatewayId(), policy.listenerId()).stream()
                .filter(other -> !other.id().equals(policy.id()))
                .toList();
    }

    private ListenerPolicyEntity find(UUID gatewayId, UUID listenerId, UUID id) {
        return policies.findByGatewayIdAndListenerIdAndId(gatewayId, listenerId, id)
                .orElseThrow(() -> new Problem.NotFound(EntityKind.LISTENER_POLICY.title(), id, gatewayId));
    }
}
