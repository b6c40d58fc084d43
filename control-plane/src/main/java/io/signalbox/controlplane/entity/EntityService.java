package io.signalbox.controlplane.entity;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.paging.Cursor;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
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
        return changes.make(gatewayId, change -> write(change, rules, UUID.randomUUID(), draft, body));
    }

    <S> Object replace(EntityRules<S> rules, UUID gatewayId, UUID id, BodyReader body) {
        Draft<S> draft = rules.read(body);
        return changes.make(gatewayId, change -> {
            store.get(rules.type(), gatewayId, id);
            return write(change, rules, id, draft, body);
        });
    }

    /**
     * Makes an entity what a part of a larger change wants it to be, or makes it; empty when something is wrong, which goes
     * to {@code invalid}.
     */
    public <S> Optional<Entity<S>> write(
            Change change, EntityRules<S> rules, UUID id, Draft<S> draft, InvalidParameters invalid) {
        UUID gatewayId = change.gatewayId();
        Optional<Entity<S>> stored = store.find(rules.type(), gatewayId, id);
        S spec = draft.complete(new Attempt<>(store, gatewayId, id, stored.map(Entity::spec), invalid));
        gateways.checkKnown(gatewayId, rules.needs(spec), invalid);
        if (stored.isPresent() && !rules.isReplaceable() && !stored.get().spec().equals(spec)) {
            invalid.add(InvalidParameter.standard(
                    Unique.NAME, "invalid", "is that of one which is there already, and cannot be changed"));
        }
        if (!invalid.isEmpty()) {
            return Optional.empty();
        }
        rules.unique(spec).forEach(one -> store.checkUnique(rules.type().kind(), gatewayId, id, one));
        List<UUID> references = rules.references(spec);
        return Optional.of(
                stored.isPresent()
                        ? store.replace(change, stored.get(), spec, references)
                        : store.insert(change, rules.type(), id, Optional.empty(), spec, references));
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

    private <S> Object write(Change change, EntityRules<S> rules, UUID id, Draft<S> draft, BodyReader body) {
        InvalidParameters invalid = body.invalid();
        Optional<Entity<S>> written = write(change, rules, id, draft, invalid);
        invalid.check();
        return show(rules, written.orElseThrow());
    }

    private static <S> Object show(EntityRules<S> rules, Entity<S> entity) {
        return rules.view(entity.gatewayId(), List.of(entity)).apply(entity);
    }
}
