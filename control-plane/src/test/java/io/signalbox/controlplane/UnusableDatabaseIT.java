package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.database.ExternalDatabase;
import io.signalbox.controlplane.settings.SecretSettings;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import io.signalbox.controlplane.state.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that its database stops says so in one line, with what to do, and without its password. */
class UnusableDatabaseIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String PASSWORD = "not-to-be-shown";

    private final DatabaseSettings database = TestDatabase.fresh();

    @TempDir
    private Path folder;

    @Test
    void aWrongPasswordIsToldAtOnce() {
        DatabaseSettings wrong = new DatabaseSettings(database.url(), database.user(), Optional.of(PASSWORD));

        assertOneLine(() -> start(wrong), "password authentication failed", Settings.DATABASE_URL);
    }

    @Test
    void aDatabaseThatIsNotOnTheServerIsToldAtOnce() {
        DatabaseSettings wrong = new DatabaseSettings(
                database.url().replaceFirst("/[^/]+$", "/nowhere"), database.user(), database.password());

        assertOneLine(() -> start(wrong), "database \"nowhere\" does not exist", Settings.DATABASE_URL);
    }

    @Test
    void aUserWithoutPrivilegesIsToldWhatItNeeds() {
        TestDatabase.jdbc(database)
                .sql("create role without_privileges login password '" + PASSWORD + "'")
                .update();
        DatabaseSettings poor =
                new DatabaseSettings(database.url(), Optional.of("without_privileges"), Optional.of(PASSWORD));

        assertOneLine(() -> start(poor), "permission denied for schema public", "may create in its schema");
    }

    @Test
    void aServerThatCannotBeReachedIsToldWhenTheLimitHasPassed() {
        DatabaseSettings nobody = new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:1/signalbox?password=" + PASSWORD, Optional.empty(), Optional.empty());

        assertOneLine(
                () -> ExternalDatabase.await(nobody, Duration.ofMillis(1)),
                "refused",
                "see that it runs",
                Settings.DATABASE_URL);
    }

    @Test
    void aServerThatIsStillStartingIsWaitedFor() throws Exception {
        URI server = URI.create(database.url().substring("jdbc:".length()));
        AtomicInteger asked = new AtomicInteger();
        try (ServerSocket between = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            DatabaseSettings late = new DatabaseSettings(
                    database.url().replace(":" + server.getPort() + "/", ":" + between.getLocalPort() + "/"),
                    database.user(),
                    database.password());
            new Thread(() -> answerFromTheSecondOn(between, server.getPort(), asked), "late database").start();

            ExternalDatabase.await(late, LIMIT);

            assertThat(asked).hasValue(2);
        }
    }

    private void start(DatabaseSettings wrong) {
        ControlPlane.start(TestControlPlane.settings(
                        folder.resolve("state"), wrong, Optional.of(TestControlPlane.TOKEN), SecretSettings.NONE))
                .close();
    }

    private static void assertOneLine(ThrowingCallable start, String... parts) {
        assertThatThrownBy(start)
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll(parts)
                .hasMessageNotContainingAny(PASSWORD, "\n");
    }

    private static void answerFromTheSecondOn(ServerSocket between, int port, AtomicInteger asked) {
        try {
            between.accept().close();
            asked.incrementAndGet();
            try (Socket client = between.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
                asked.incrementAndGet();
                Thread back = new Thread(() -> carry(server, client), "answers");
                back.start();
                carry(client, server);
                server.shutdownOutput();
                back.join();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void carry(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one of both has ended
        }
    }
}
