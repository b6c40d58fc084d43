package io.signalbox.controlplane.access;

import io.signalbox.controlplane.paging.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Every request asks here, and for one row. */
@Repository
class AccessTokenRepository {

    private static final UUID NONE = new UUID(0, 0);
    private static final String UNUSED_FOR_A_MINUTE =
            "(last_used_at is null or last_used_at < now() - interval '1 minute')";
    private static final String VALID = "(expires_at is null or expires_at > now())";

    private final JdbcClient jdbc;

    AccessTokenRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The identity of a token, if it is valid. Its use is written down at most once a minute. */
    Optional<Identity> use(byte[] hash) {
        return use("hash", hash);
    }

    /** The same of a token whose text is not at hand. */
    Optional<Identity> use(UUID id) {
        return use("id", id);
    }

    private Optional<Identity> use(String column, Object value) {
        Optional<Use> use = jdbc.sql("select id, name, role, expires_at, " + UNUSED_FOR_A_MINUTE
                        + " as unused from access_token where " + column + " = :value and " + VALID)
                .param("value", value)
                .query((row, number) -> new Use(
                        row.getObject("id", UUID.class),
                        new Identity(row.getString("name"), Role.of(row.getString("role")), instant(row, "expires_at")),
                        row.getBoolean("unused")))
                .optional();
        use.filter(Use::unused)
                .ifPresent(found -> jdbc.sql("update access_token set last_used_at = now() where id = :id and "
                                + UNUSED_FOR_A_MINUTE)
                        .param("id", found.id())
                        .update());
        return use.map(Use::identity);
    }

    /** The token of this hash, if it is valid. */
    Optional<AccessToken> find(byte[] hash) {
        return jdbc.sql("select * from access_token where hash = :hash and " + VALID)
                .param("hash", hash)
                .query(AccessTokenRepository::token)
                .optional();
    }

    /** Answers false when the name is taken. */
    boolean insert(AccessToken token, byte[] hash) {
        return jdbc.sql("insert into access_token (id, name, role, hash, created_at, expires_at)"
                                + " values (:id, :name, :role, :hash, :createdAt, :expiresAt)"
                                + " on conflict (name) do nothing")
                        .param("id", token.id())
                        .param("name", token.name())
                        .param("role", token.role().text())
                        .param("hash", hash)
                        .param("createdAt", at(token.createdAt()))
                        .param(
                                "expiresAt",
                                token.expiresAt().map(AccessTokenRepository::at).orElse(null))
                        .update()
                > 0;
    }

    List<AccessToken> page(String contains, Cursor after, int limit) {
        return jdbc.sql("select * from access_token where position(lower(:contains) in lower(name)) > 0"
                        + " and (created_at, id) > (:createdAt, :id) order by created_at, id limit :limit")
                .param("contains", contains)
                .param("createdAt", at(after.createdAt()))
                .param("id", after.id())
                .param("limit", limit)
                .query(AccessTokenRepository::token)
                .list();
    }

    Optional<AccessToken> find(UUID id) {
        return jdbc.sql("select * from access_token where id = :id")
                .param("id", id)
                .query(AccessTokenRepository::token)
                .optional();
    }

    boolean hasAdmin() {
        return hasAdminBeside(NONE);
    }

    boolean hasAdminBeside(UUID id) {
        return jdbc.sql("select count(*) from access_token where role = 'admin' and id <> :id and " + VALID)
                        .param("id", id)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Excludes other writers until the transaction ends. */
    void lock() {
        jdbc.sql("lock table access_token in share row exclusive mode").update();
    }

    void revoke(UUID id) {
        jdbc.sql("with gone as (delete from access_token where id = :id returning name, hash)"
                        + " insert into revoked_access_token select hash, now() from gone where name = :first")
                .param("id", id)
                .param("first", FirstToken.NAME)
                .update();
    }

    boolean isRevoked(byte[] hash) {
        return jdbc.sql("select count(*) from revoked_access_token where hash = :hash")
                        .param("hash", hash)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static AccessToken token(ResultSet row, int number) throws SQLException {
        return new AccessToken(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Role.of(row.getString("role")),
                Optional.empty(),
                instant(row, "created_at").orElseThrow(),
                instant(row, "expires_at"),
                instant(row, "last_used_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private record Use(UUID id, Identity identity, boolean unused) {}
}
