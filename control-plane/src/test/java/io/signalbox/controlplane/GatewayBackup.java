package io.signalbox.controlplane;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A backup of all rows of one gateway, beside the tables of the shared database; restored beneath whoever runs. */
final class GatewayBackup {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final UUID gatewayId;
    private final String name = "backup_" + UUID.randomUUID().toString().replace("-", "");

    private GatewayBackup(TestControlPlane controlPlane, String gateway) {
        jdbc = controlPlane.part(JdbcClient.class);
        transaction = new TransactionTemplate(controlPlane.part(PlatformTransactionManager.class));
        gatewayId = UUID.fromString(gateway.substring(gateway.lastIndexOf('/') + 1));
    }

    static GatewayBackup of(TestControlPlane controlPlane, String gateway) {
        GatewayBackup backup = new GatewayBackup(controlPlane, gateway);
        backup.transaction.executeWithoutResult(status -> {
            backup.run("create schema " + backup.name);
            backup.tables()
                    .forEach(table -> backup.run("create table " + backup.name + "." + table + " as select * from "
                            + table + " where " + column(table) + " = '" + backup.gatewayId + "'"));
        });
        return backup;
    }

    /** At one blow, and with nothing left of what came later. */
    void restore() {
        transaction.executeWithoutResult(status -> {
            run("set local session_replication_role = replica"); // in any order of the tables
            for (String table : tables()) {
                run("delete from " + table + " where " + column(table) + " = '" + gatewayId + "'");
                String columns = columns(table);
                run("insert into " + table + " (" + columns + ") select " + columns + " from " + name + "." + table);
            }
        });
    }

    private List<String> tables() {
        return jdbc.sql("select table_name from information_schema.columns where table_schema = 'public'"
                        + " and (column_name = 'gateway_id' or (table_name = 'event_gateway' and column_name = 'id'))")
                .query(String.class)
                .list();
    }

    /** All that are not computed of others. */
    private String columns(String table) {
        return jdbc.sql("select string_agg(column_name, ', ') from information_schema.columns"
                        + " where table_schema = 'public' and table_name = :table and is_generated = 'NEVER'")
                .param("table", table)
                .query(String.class)
                .single();
    }

    private static String column(String table) {
        return table.equals("event_gateway") ? "id" : "gateway_id";
    }

    private void run(String statement) {
        jdbc.sql(statement).update();
    }
}
