package io.signalbox.controlplane.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aRestartKeepsTheDataAndALeftOverServerIsReplaced() throws Exception {
        try (StateDirectory state = StateDirectory.open(folder.resolve("a state"))) {
            UnpackedPrograms.lendTo(state.path());
            EmbeddedPostgres first = EmbeddedPostgres.start(state);
            execute(first, "create table kept as select 42 as answer");
            first.close();
            assertThatThrownBy(() -> answer(first)).isInstanceOf(SQLException.class);

            EmbeddedPostgres second = EmbeddedPostgres.start(state);
            assertThat(answer(second)).isEqualTo(42);

            // As after kill -9: the second server was never stopped.
            try (EmbeddedPostgres third = EmbeddedPostgres.start(state)) {
                assertThat(answer(third)).isEqualTo(42);
                assertThatThrownBy(() -> answer(second)).isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void dataOfACrashIsRecoveredAndWritesAreDurable() throws Exception {
        try (StateDirectory state = StateDirectory.open(folder.resolve("crash"))) {
            UnpackedPrograms.lendTo(state.path());
            EmbeddedPostgres first = EmbeddedPostgres.start(state);
            execute(first, "create table kept as select 7 as answer");
            assertThat(show(first, "fsync")).isEqualTo("on");
            assertThat(show(first, "password_encryption")).isEqualTo("scram-sha-256");
            assertThat(show(first, "listen_addresses")).isEqualTo("127.0.0.1");
            long pid = Long.parseLong(Files.readAllLines(state.resolve("postgres/data/postmaster.pid"))
                    .get(0));
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);

            try (EmbeddedPostgres second = EmbeddedPostgres.start(state)) {
                assertThat(answer(second)).isEqualTo(7);
            }
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        try (StateDirectory state = StateDirectory.open(folder.resolve("password"))) {
            UnpackedPrograms.lendTo(state.path());
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(state)) {
                DatabaseSettings settings = postgres.settings();

                assertThat(query(postgres, "select rolpassword from pg_authid where rolname = current_user"))
                        .startsWith("SCRAM-SHA-256$1:"); // each login costs as many rounds, on both sides
                assertThatThrownBy(() -> DriverManager.getConnection(
                                settings.url(), settings.user().orElseThrow(), "wrong"))
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void rootWithoutNamespacesRunsItAsNobodyOutsideTheStateDirectory() throws Exception {
        Assumptions.assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root can become nobody");
        try (StateDirectory state = StateDirectory.open(folder.resolve("closed"))) {
            UnpackedPrograms.lendTo(state.path());
            EmbeddedPostgres first = EmbeddedPostgres.start(state);
            execute(first, "create table kept as select 3 as answer");
            first.close();

            // Namespaces were open at the first start and are closed now: the data moves to where nobody can read it.
            EmbeddedPostgres second = EmbeddedPostgres.start(state, PostgresUser.NOBODY);
            Path home = Path.of(state.read("database-location").orElseThrow());
            try {
                assertThat(answer(second)).isEqualTo(3);
                assertThat(Files.getAttribute(home.resolve("data"), "unix:uid")).isEqualTo(65_534);
                second.close();
                try (EmbeddedPostgres third = EmbeddedPostgres.start(state)) {
                    assertThat(answer(third)).isEqualTo(3);
                }
            } finally {
                second.close();
                Folders.deleteTree(home);
            }
        }
    }

    @Test
    void aSecondControlPlaneOnTheSameStateIsRefusedByName() throws IOException {
        Path path = folder.resolve("state");
        try (StateDirectory state = StateDirectory.open(path)) {
            assertThat(state.path()).isEqualTo(path);

            assertThatThrownBy(() -> StateDirectory.open(path))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("in use by another control plane");
        }
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int answer(EmbeddedPostgres postgres) throws SQLException {
        return Integer.parseInt(query(postgres, "select answer from kept"));
    }

    private static String show(EmbeddedPostgres postgres, String parameter) throws SQLException {
        return query(postgres, "show " + parameter);
    }

    private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        DatabaseSettings settings = postgres.settings();
        return DriverManager.getConnection(
                settings.url(),
                settings.user().orElseThrow(),
                settings.password().orElseThrow());
    }
}
