package io.signalbox.controlplane.access;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class AccessTokenRepository {

    private final JdbcClient jdbc;

    AccessTokenRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<AccessToken> find(byte[] hash) {
        return jdbc.sql("select name, role, hash from access_token where hash = :hash")
                .param("hash", hash)
                .query((row, number) -> new AccessToken(
                        row.getString("name"),
                        AccessToken.Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                        row.getBytes("hash")))
                .optional();
    }

    boolean exists(String name) {
        return jdbc.sql("select count(*) from access_token where name = :name")
                        .param("name", name)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Under one name there is one token: a new one takes the old one's place. */
    void put(AccessToken token) {
        jdbc.sql("insert into access_token values (:id, :name, :role, :hash, now())"
                        + " on conflict (name) do update set hash = excluded.hash, role = excluded.role")
                .param("id", UUID.randomUUID())
                .param("name", token.name())
                .param("role", token.role().name().toLowerCase(Locale.ROOT))
                .param("hash", token.hash())
                .update();
    }
}
