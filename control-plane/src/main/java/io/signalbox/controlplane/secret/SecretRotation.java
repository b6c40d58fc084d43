package io.signalbox.controlplane.secret;

import io.signalbox.controlplane.secret.SealedColumns.Column;
import io.signalbox.controlplane.secret.SealedColumns.Use;
import io.signalbox.controlplane.state.StartException;
import jakarta.annotation.PostConstruct;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * At each start, before anything is served: what is sealed with an old key is sealed anew, so that the old key may be
 * dropped afterwards. No version changes: nodes hold the same secrets as before.
 */
@Component
class SecretRotation {

    private static final Logger log = LoggerFactory.getLogger(SecretRotation.class);

    // As PostgreSQL prints it. A quotation mark within a user's text has a backslash before it, and does not match.
    private static final Pattern SEALED = Pattern.compile("(?<=\"\\$sealed\": \")[^\"]+(?=\")");

    private final SecretCipher cipher;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    SecretRotation(SecretCipher cipher, JdbcClient jdbc, PlatformTransactionManager transactionManager) {
        this.cipher = cipher;
        this.jdbc = jdbc;
        transactions = new TransactionTemplate(transactionManager);
    }

    @PostConstruct
    void run() {
        SealedColumns sealed = new SealedColumns(jdbc);
        sealed.unknownKey(cipher).ifPresent(reason -> {
            throw new StartException(reason);
        });
        List<Column> columns = sealed.columns();
        Set<UUID> gateways = columns.stream()
                .flatMap(column -> sealed.uses(column).stream())
                .filter(use -> !cipher.isNewest(use.keyId()))
                .map(Use::gatewayId)
                .collect(Collectors.toSet());
        if (!gateways.isEmpty()) {
            int rows = gateways.stream()
                    .mapToInt(gateway -> sealAnew(gateway, columns))
                    .sum();
            log.info("secrets sealed with the newest key gateways={} rows={}", gateways.size(), rows);
        }
    }

    /** In one transaction, under the gateway's lock as any other change below it. */
    private int sealAnew(UUID gatewayId, List<Column> columns) {
        return Optional.ofNullable(transactions.execute(status -> {
                    jdbc.sql("select id from event_gateway where id = :gateway for update")
                            .param("gateway", gatewayId)
                            .query(UUID.class)
                            .list();
                    return columns.stream()
                            .flatMap(column -> rows(column, gatewayId).stream())
                            .mapToInt(this::sealAnew)
                            .sum();
                }))
                .orElse(0);
    }

    private int sealAnew(Row row) {
        String json = SEALED.matcher(row.json()).replaceAll(match -> cipher.renew(match.group()));
        if (json.equals(row.json())) {
            return 0;
        }
        return jdbc.sql("update %s set %s = cast(:json as jsonb) where gateway_id = :gateway and id = :id"
                        .formatted(row.column().table(), row.column().name()))
                .param("json", json)
                .param("gateway", row.gatewayId())
                .param("id", row.id())
                .update();
    }

    private List<Row> rows(Column column, UUID gatewayId) {
        return jdbc.sql("select id, cast(%s as text) from %s".formatted(column.name(), column.table())
                        + " where gateway_id = :gateway"
                        + " and jsonb_path_exists(%s, '$.**.\"$sealed\"')".formatted(column.name()))
                .param("gateway", gatewayId)
                .query((row, number) -> new Row(column, gatewayId, row.getObject(1, UUID.class), row.getString(2)))
                .list();
    }

    private record Row(Column column, UUID gatewayId, UUID id, String json) {

        /** Without what is stored. */
        @Override
        public String toString() {
            return column + " " + id;
        }
    }
}
