package io.signalbox.controlplane.entity;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.paging.Cursor;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Create, read, list, replace and delete, for every kind of entity alike. */
@Service
public class EntityService {

    private final EntityStore store;
    private final GatewayService gateways;
    private final GatewayChanges changes;

    EntityService(EntityStore store, GatewayService gateways, GatewayChanges changes) {
        this.store = store;
        this.gateways = gateways;
        this.changes = changes;
    }

    <S> Object create(EntityRules<S> rules, UUID gatewayId, BodyReader body) {
        Draft<S> draft = rules.read(body);
        return changes.make(gatewayId, change -> {
            Attempt<S> attempt = new Attempt<>(store, gatewayId, UUID.randomUUID(), Optional.empty(), body.invalid());
            S spec = complete(rules, draft, attempt);
            return show(
                    rules,
                    store.insert(change, rules.type(), attempt.id(), Optional.empty(), spec, rules.references(spec)));
        });
    }

    <S> Object replace(EntityRules<S> rules, UUID gatewayId, UUID id, BodyReader body) {
        Draft<S> draft = rules.read(body);
        return changes.make(gatewayId, change -> {
            Entity<S> stored = store.get(rules.type(), gatewayId, id);
            Attempt<S> attempt = new Attempt<>(store, gatewayId, id, Optional.of(stored.spec()), body.invalid());
            S spec = complete(rules, draft, attempt);
            return show(rules, store.replace(change, stored, spec, rules.references(spec)));
        });
    }

    <S> void delete(EntityRules<S> rules, UUID gatewayId, UUID id) {
        changes.make(gatewayId, change -> delete(change, store.get(rules.type(), gatewayId, id)));
    }

    @Transactional(readOnly = true)
    public <S> Object get(EntityRules<S> rules, UUID gatewayId, UUID id) {
        gateways.checkExists(gatewayId);
        return show(rules, store.get(rules.type(), gatewayId, id));
    }

    @Transactional(readOnly = true)
    public <S> Page<Object> list(EntityRules<S> rules, UUID gatewayId, ListQuery query) {
        PageRequest page = rules.filter()
                .map(filter -> query.page(ListQuery.NAME_CONTAINS, filter.parameter()))
                .orElseGet(() -> query.page(ListQuery.NAME_CONTAINS));
        gateways.checkExists(gatewayId);
        List<Entity<S>> rows = store.page(rules.type(), gatewayId, page, rules.filter());
        return page.page(
                rows, rules.view(gatewayId, rows), row -> new Cursor(row.stamp().createdAt(), row.id()));
    }

    private boolean delete(Change change, Entity<?> entity) {
        List<String> users = store.users(entity);
        if (!users.isEmpty()) {
            throw new Problem.InUse(entity.kind().words(), entity.name().orElse(""), users);
        }
        store.delete(change, entity);
        return true;
    }

    private <S> S complete(EntityRules<S> rules, Draft<S> draft, Attempt<S> attempt) {
        S spec = draft.complete(attempt);
        gateways.checkKnown(attempt.gatewayId(), rules.needs(spec), attempt.invalid());
        attempt.invalid().check();
        rules.unique(spec)
                .forEach(one -> store.checkUnique(rules.type().kind(), attempt.gatewayId(), attempt.id(), one));
        return spec;
    }

    private static <S> Object show(EntityRules<S> rules, Entity<S> entity) {
        return rules.view(entity.gatewayId(), List.of(entity)).apply(entity);
    }
}
