package io.signalbox.controlplane.entity;

import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Stamp;
import io.signalbox.controlplane.gateway.Timestamps;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.controlplane.problem.Problem;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The rows below gateways, of every kind in one table, and what they refer to, with foreign keys behind. Rows are read and
 * written as {@link EntityRow}; none stays in the persistence context, so that SQL beside it never meets an old one.
 */
@Repository
public class EntityStore {

    private static final String SELECT = "select e.* from entity e where e.gateway_id = :gateway";
    private static final String IN_ORDER = " order by e.created_at, e.id";
    private static final String REFERS =
            " and exists (select 1 from entity_reference r where r.from_id = e.id and r.to_id = :id)";
    private static final int MAX_NAMED = 10;

    private final EntityManager persistence;
    private final JdbcClient jdbc;
    private final SpecJson json;

    EntityStore(EntityManager persistence, JdbcClient jdbc, SpecJson json) {
        this.persistence = persistence;
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Answers 404 when the gateway has no such entity. */
    public <S> Entity<S> get(EntityType<S> type, UUID gatewayId, UUID id) {
        return find(type, gatewayId, id)
                .orElseThrow(() -> new Problem.NotFound(type.kind().title(), id, gatewayId));
    }

    public <S> Optional<Entity<S>> find(EntityType<S> type, UUID gatewayId, UUID id) {
        return query(type, gatewayId, " and e.id = :id", Map.of("id", id)).stream()
                .findFirst();
    }

    /** All that a gateway has of a kind, oldest first. */
    public <S> List<Entity<S>> all(EntityType<S> type, UUID gatewayId) {
        return query(type, gatewayId, IN_ORDER, Map.of());
    }

    /** Those whose spec has this text in this property. */
    public <S> List<Entity<S>> having(EntityType<S> type, UUID gatewayId, String property, String text) {
        return query(type, gatewayId, " and e.spec ->> '" + property + "' = :text", Map.of("text", text));
    }

    /** Those that refer to an entity, oldest first. */
    public <S> List<Entity<S>> referringTo(EntityType<S> type, UUID gatewayId, UUID id) {
        return query(type, gatewayId, REFERS + IN_ORDER, Map.of("id", id));
    }

    /** Those that belong to an entity, as they stand. */
    public <S> List<Entity<S>> ownedBy(EntityType<S> type, UUID gatewayId, UUID ownerId) {
        return query(type, gatewayId, " and e.owner_id = :owner order by e.position", Map.of("owner", ownerId));
    }

    /** Those of these kinds that belong to any of these entities. */
    public List<Entity<?>> ownedBy(Collection<EntityType<?>> types, UUID gatewayId, Collection<UUID> owners) {
        return owners.isEmpty()
                ? List.of()
                : ofAny(
                        types,
                        gatewayId,
                        " and e.owner_id = any(cast(:owners as uuid[]))",
                        Map.of("owners", array(owners.stream())));
    }

    /** Those that changed after this version of their gateway; 0: all. */
    public List<Entity<?>> changedSince(UUID gatewayId, long version, Collection<EntityType<?>> types) {
        return ofAny(types, gatewayId, " and e.changed_at_version > :version", Map.of("version", version));
    }

    /** The names of several, by id: one statement, however many they are. */
    public Map<UUID, String> names(UUID gatewayId, Collection<UUID> ids) {
        return ids.isEmpty()
                ? Map.of()
                : jdbc
                        .sql("select id, name from entity where gateway_id = :gateway and id in (:ids)"
                                + " and name is not null")
                        .param("gateway", gatewayId)
                        .param("ids", new HashSet<>(ids))
                        .query((row, number) -> Map.entry(row.getObject("id", UUID.class), row.getString("name")))
                        .list()
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Finds what is meant; when it is not there, that becomes one of the request's invalid parameters. */
    Optional<UUID> resolve(Reference reference, EntityKind kind, UUID gatewayId, InvalidParameters invalid) {
        return reference.resolve(
                kind.words(), id -> id(kind, gatewayId, "id", id), name -> id(kind, gatewayId, "name", name), invalid);
    }

    <S> List<Entity<S>> page(EntityType<S> type, UUID gatewayId, PageRequest page, Optional<ListFilter> filter) {
        Map<String, Object> parameters = new HashMap<>();
        page.reference().ifPresent(id -> parameters.put("reference", id));
        parameters.put("contains", page.nameContains());
        parameters.put("createdAt", Timestamps.parameter(page.after().createdAt()));
        parameters.put("id", page.after().id());
        parameters.put("limit", page.limit());
        String condition = page.reference()
                .flatMap(id -> filter)
                .map(one -> " and " + one.condition())
                .orElse("");
        return query(
                type,
                gatewayId,
                condition + " and strpos(lower(coalesce(e.name, '')), lower(:contains)) > 0"
                        + " and (e.created_at, e.id) > (:createdAt, :id)" + IN_ORDER + " limit :limit",
                parameters);
    }

    /** Those that refer to it, each as people write it. */
    public List<String> users(Entity<?> entity) {
        return rows(
                        SELECT + REFERS + IN_ORDER + " limit :limit",
                        Map.of("gateway", entity.gatewayId(), "id", entity.id(), "limit", MAX_NAMED))
                .map(row -> EntityKind.of(row.kind()).title(row.name(), row.id()))
                .toList();
    }

    /** Answers 409 when another entity of the gateway has the same. */
    void checkUnique(EntityKind kind, UUID gatewayId, UUID self, Unique unique) {
        String column = unique.property().equals(Unique.NAME) ? "e.name" : "e.spec ->> '" + unique.property() + "'";
        boolean taken = jdbc.sql(
                        "select exists (" + SELECT + of(kind) + " and " + column + " = :value and e.id <> :self)")
                .param("gateway", gatewayId)
                .param("value", unique.value())
                .param("self", self)
                .query(Boolean.class)
                .single();
        if (taken) {
            throw new Problem.Conflict(kind.words(), unique.property(), unique.value(), "this event gateway");
        }
    }

    /** Takes a new one; its references are foreign keys from now on. */
    public <S> Entity<S> insert(
            Change change, EntityType<S> type, UUID id, Optional<Place> place, S spec, List<UUID> references) {
        SpecJson.Columns columns = json.write(spec);
        Entity<S> entity =
                new Entity<>(type.kind(), id, change.gatewayId(), columns.name(), place, spec, Stamp.creating(change));
        persistence.persist(new EntityRow(entity, columns));
        settle();
        refer(entity, references);
        change.create(type.kind(), id, columns.name(), json.changed(Optional.empty(), Optional.of(spec)));
        return entity;
    }

    /** Makes it what is wanted. One that is so already is left as it is, its version too. */
    public <S> Entity<S> replace(Change change, Entity<S> stored, S spec, List<UUID> references) {
        if (spec.equals(stored.spec())) {
            return stored;
        }
        SpecJson.Columns columns = json.write(spec);
        Entity<S> entity = new Entity<>(
                stored.kind(),
                stored.id(),
                stored.gatewayId(),
                columns.name(),
                stored.place(),
                spec,
                stored.stamp().changing(change));
        persistence.find(EntityRow.class, stored.id()).write(columns, entity.stamp());
        settle();
        jdbc.sql("delete from entity_reference where from_id = :id")
                .param("id", stored.id())
                .update();
        refer(entity, references);
        change.replace(
                stored.kind(),
                stored.id(),
                columns.name(),
                json.changed(Optional.of(stored.spec()), Optional.of(spec)));
        return entity;
    }

    /** Has it sent to nodes again: its row stays the same, but what is sent beside it has changed. */
    public void resend(Change change, Entity<?> entity) {
        jdbc.sql("update entity set changed_at_version = :version where id = :id")
                .param("version", change.version())
                .param("id", entity.id())
                .update();
    }

    /** Gives those that belong to one entity their places, from 0; those that keep theirs are not touched. */
    public <S> void place(Change change, List<Entity<S>> ordered) {
        boolean moved = IntStream.range(0, ordered.size())
                .anyMatch(position ->
                        ordered.get(position).place().stream().anyMatch(place -> place.position() != position));
        if (moved) {
            jdbc.sql("update entity e set position = wanted.place - 1, updated_at = :now,"
                            + " changed_at_version = :version"
                            + " from unnest(cast(:ids as uuid[])) with ordinality wanted (id, place)"
                            + " where e.id = wanted.id and e.position <> wanted.place - 1")
                    .param("now", Timestamps.parameter(change.now()))
                    .param("version", change.version())
                    .param("ids", array(ordered.stream().map(Entity::id)))
                    .update();
        }
    }

    /** Deletes it and what belongs to it or stands under it, or under that. */
    public void delete(Change change, Entity<?> entity) {
        rows(
                        "with recursive gone as (select e.id from entity e where e.gateway_id = :gateway"
                                + " and (e.owner_id = :id or e.parent_id = :id) union"
                                + " select e.id from entity e join gone on e.owner_id = gone.id or e.parent_id = gone.id)"
                                + " select e.* from entity e join gone on e.id = gone.id order by owner_id, kind, position",
                        Map.of("gateway", entity.gatewayId(), "id", entity.id()))
                .forEach(row ->
                        change.remove(EntityKind.of(row.kind()), row.id(), row.name(), json.deleted(row.columns())));
        jdbc.sql("delete from entity where id = :id").param("id", entity.id()).update();
        change.remove(
                entity.kind(), entity.id(), entity.name(), json.changed(Optional.of(entity.spec()), Optional.empty()));
    }

    private void refer(Entity<?> from, List<UUID> references) {
        if (!references.isEmpty()) {
            jdbc.sql("insert into entity_reference (gateway_id, from_id, to_id)"
                            + " select :gateway, :from, unnest(cast(:ids as uuid[]))")
                    .param("gateway", from.gatewayId())
                    .param("from", from.id())
                    .param("ids", array(references.stream().distinct()))
                    .update();
        }
    }

    /** One parameter, however many ids there are. */
    private static String array(Stream<UUID> ids) {
        return ids.map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private Optional<UUID> id(EntityKind kind, UUID gatewayId, String column, Object value) {
        return jdbc.sql("select e.id from entity e where e.gateway_id = :gateway" + of(kind) + " and e." + column
                        + " = :value")
                .param("gateway", gatewayId)
                .param("value", value)
                .query(UUID.class)
                .optional();
    }

    private List<Entity<?>> ofAny(
            Collection<EntityType<?>> types, UUID gatewayId, String condition, Map<String, ?> parameters) {
        Map<String, EntityType<?>> byKind =
                types.stream().collect(Collectors.toMap(type -> type.kind().text(), Function.identity()));
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("gateway", gatewayId);
        all.put("kinds", byKind.keySet());
        return rows(SELECT + " and e.kind in (:kinds)" + condition, all)
                .<Entity<?>>map(row -> entity(Objects.requireNonNull(byKind.get(row.kind())), row))
                .toList();
    }

    private <S> List<Entity<S>> query(EntityType<S> type, UUID gatewayId, String condition, Map<String, ?> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("gateway", gatewayId);
        return rows(SELECT + of(type.kind()) + condition, all)
                .map(row -> entity(type, row))
                .toList();
    }

    @SuppressWarnings("unchecked") // JPA does not know the type of a native query's results
    private Stream<EntityRow> rows(String sql, Map<String, ?> parameters) {
        Query query = persistence.createNativeQuery(sql, EntityRow.class);
        parameters.forEach(query::setParameter);
        List<EntityRow> found = query.getResultList();
        persistence.clear();
        return found.stream();
    }

    private void settle() {
        persistence.flush();
        persistence.clear();
    }

    private <S> Entity<S> entity(EntityType<S> type, EntityRow row) {
        return row.read(type.kind(), json.read(type.spec(), row.columns()));
    }

    /** Literally, so that the planner can use an index of this kind alone. */
    private static String of(EntityKind kind) {
        return " and e.kind = '" + kind.text() + "'";
    }
}
