package io.signalbox.controlplane.access;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The sessions that somebody signed out of, as all replicas know them, for as long as their cookies could be shown again. */
@Repository
class EndedSessions {

    private final JdbcClient jdbc;

    EndedSessions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean has(UUID id) {
        return jdbc.sql("select exists (select from ended_session where id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    void add(UUID id, Instant expiresAt) {
        jdbc.sql("with old as (delete from ended_session where useful_to < now())"
                        + " insert into ended_session values (:id, :expiresAt) on conflict (id) do nothing")
                .param("id", id)
                .param("expiresAt", expiresAt.atOffset(ZoneOffset.UTC))
                .update();
    }
}
