package io.signalbox.controlplane.secret;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where a database has secrets: in every JSON column of every table below a gateway, so that no feature must remember to name its own. */
public final class SealedColumns {

    private final JdbcClient jdbc;

    public SealedColumns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Column(String table, String name) {}

    record Use(UUID gatewayId, String keyId) {}

    /** Why the database's secrets cannot be opened, if so. */
    public Optional<String> unknownKey(SecretCipher cipher) {
        TreeSet<String> unknown = columns().stream()
                .flatMap(column -> uses(column).stream())
                .map(Use::keyId)
                .filter(Predicate.not(cipher::isKnown))
                .collect(Collectors.toCollection(TreeSet::new));
        return unknown.isEmpty() ? Optional.empty() : Optional.of(SecretCipher.unknownKey(String.join(", ", unknown)));
    }

    List<Column> columns() {
        return jdbc.sql("select quote_ident(json.table_name), quote_ident(json.column_name)"
                        + " from information_schema.columns json join information_schema.columns below"
                        + " using (table_schema, table_name)"
                        + " where table_schema = current_schema() and json.data_type = 'jsonb'"
                        + " and below.column_name = 'gateway_id' order by 1, 2")
                .query((row, number) -> new Column(row.getString(1), row.getString(2)))
                .list();
    }

    List<Use> uses(Column column) {
        return jdbc.sql("select distinct gateway_id, split_part(sealed #>> '{}', ':', 2) from %s,"
                                .formatted(column.table())
                        + " jsonb_path_query(%s, '$.**.\"$sealed\"') sealed".formatted(column.name()))
                .query((row, number) -> new Use(row.getObject(1, UUID.class), row.getString(2)))
                .list();
    }
}
