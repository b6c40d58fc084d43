package io.signalbox.controlplane.entity;

/**
 * A filter of a collection by an id.
 *
 * @param parameter such as {@code filter[backend_cluster_id][eq]}
 * @param condition in SQL, of the row {@code e}, with the id as {@code :reference}
 */
public record ListFilter(String parameter, String condition) {

    /** Those that refer to the entity. */
    public static ListFilter byReference(String parameter) {
        return new ListFilter(
                parameter, "exists (select 1 from entity_reference r where r.from_id = e.id and r.to_id = :reference)");
    }
}
