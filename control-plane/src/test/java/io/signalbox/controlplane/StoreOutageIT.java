package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL goes away, and comes back. */
class StoreOutageIT {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whileTheStoreIsAwayRequestsAreAnsweredSoonAndAfterwardsAsBefore() throws IOException {
        TestControlPlane shared = TestControlPlane.shared();
        try (Cable cable = new Cable(shared.database());
                ControlPlane running = ControlPlane.start(TestControlPlane.settings(
                        folder.resolve("control plane"), Optional.of(cable.settings()), shared.sharedKey()))) {
            Api api = new Api(running.httpPort(), TestControlPlane.TOKEN);
            String gateway = api.newGateway();

            assertThat(Duration.ofMillis(running.part(HikariDataSource.class).getConnectionTimeout()))
                    .as("how long a request waits for a connection")
                    .isLessThan(Duration.ofSeconds(2));
            cable.cut();
            Api.Answer read = api.get(gateway);
            Api.Answer written = api.patch(gateway, json("{'description': 'lost'}"));
            cable.mend();

            for (Api.Answer answer : new Api.Answer[] {read, written}) {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.contentType()).isEqualTo("application/problem+json");
                assertThat(answer.response().headers().firstValue("retry-after"))
                        .contains("5");
                assertThat(answer.text("title")).isEqualTo("Service Unavailable");
            }
            await().until(() -> api.get(gateway).status() == 200);
            assertThat(api.get(gateway).text("description")).isEmpty();
            assertThat(api.patch(gateway, json("{'description': 'kept'}")).status())
                    .isEqualTo(200);
        }
    }

    /** What lies between the control plane and its database. */
    private static final class Cable implements Closeable {

        private final DatabaseSettings database;
        private final int target;
        private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
        private final int port;
        private ServerSocket server;

        Cable(DatabaseSettings database) throws IOException {
            this.database = database;
            target = uri(database.url()).getPort();
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            port = server.getLocalPort();
            carry(server);
        }

        DatabaseSettings settings() {
            return new DatabaseSettings(
                    database.url().replace(":" + target + "/", ":" + port + "/"), database.user(), database.password());
        }

        void cut() throws IOException {
            server.close();
            for (Socket end : ends) {
                end.close();
            }
            ends.clear();
        }

        void mend() throws IOException {
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            carry(server);
        }

        @Override
        public void close() throws IOException {
            cut();
        }

        private void carry(ServerSocket from) {
            inBackground(() -> {
                while (true) {
                    Socket client = from.accept();
                    Socket postgres = new Socket(InetAddress.getLoopbackAddress(), target);
                    ends.add(client);
                    ends.add(postgres);
                    inBackground(() -> copy(client, postgres));
                    inBackground(() -> copy(postgres, client));
                }
            });
        }

        private static void copy(Socket from, Socket to) throws IOException {
            try (from;
                    to;
                    InputStream in = from.getInputStream()) {
                in.transferTo(to.getOutputStream());
            }
        }

        private static void inBackground(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException e) {
                    // this end is closed, as it is by a cut
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private static URI uri(String jdbcUrl) {
            return URI.create(jdbcUrl.substring("jdbc:".length()));
        }

        private interface Work {
            void run() throws IOException;
        }
    }
}
