package io.signalbox.controlplane.gateway;

import io.signalbox.controlplane.paging.Cursor;
import io.signalbox.controlplane.paging.Page;
import io.signalbox.controlplane.paging.PageRequest;
import io.signalbox.controlplane.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.NoRepositoryBean;
import org.springframework.data.repository.Repository;

/** The rows of one kind, each of which has a name that is unique in its gateway, if it has one. */
@NoRepositoryBean
public interface Rows<E extends Row> extends Repository<E, UUID> {

    EntityKind kind();

    E saveAndFlush(E row);

    void delete(E row);

    Optional<E> findByGatewayIdAndId(UUID gatewayId, UUID id);

    Optional<E> findByGatewayIdAndName(UUID gatewayId, String name);

    List<E> findByGatewayId(UUID gatewayId);

    @Query("select e from #{#entityName} e where e.gatewayId = :gatewayId and e.stamp.changedAtVersion > :version")
    List<E> changedSince(UUID gatewayId, long version);

    @Query("select e from #{#entityName} e where e.gatewayId = :gatewayId"
            + " and locate(lower(:contains), lower(coalesce(e.name, ''))) > 0"
            + " and (e.stamp.createdAt > :createdAt or (e.stamp.createdAt = :createdAt and e.id > :id))"
            + " order by e.stamp.createdAt, e.id")
    List<E> page(UUID gatewayId, String contains, Instant createdAt, UUID id, Limit limit);

    default <T> Page<T> page(UUID gatewayId, PageRequest page, Function<E, T> toRecord) {
        Cursor after = page.after();
        List<E> rows = page(gatewayId, page.nameContains(), after.createdAt(), after.id(), page.limit());
        return page.page(rows, toRecord, row -> new Cursor(row.stamp().createdAt(), row.id()));
    }

    /** Refuses to go on when the gateway has no such row. */
    default E find(UUID gatewayId, UUID id) {
        return findByGatewayIdAndId(gatewayId, id)
                .orElseThrow(() -> new Problem.NotFound(kind().title(), id, gatewayId));
    }

    /** Refuses to go on when another row of the gateway has this name. */
    default void checkName(UUID gatewayId, String name, UUID self) {
        findByGatewayIdAndName(gatewayId, name)
                .filter(other -> !self.equals(other.id()))
                .ifPresent(other -> {
                    throw new Problem.Conflict(kind().words(), "name", name, "this event gateway");
                });
    }
}
