package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.controlplane.check.CheckCommand;
import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a check says, of machines and databases that are really so. */
class CheckIT {

    private final Instant now = Instant.now();

    private final TestControlPlane running = TestControlPlane.shared();
    private final StringWriter said = new StringWriter();

    @TempDir
    private Path folder;

    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void aControlPlane() {
        settings.put("SIGNALBOX_STATE_DIR", folder.resolve("state").toString());
        settings.put("SIGNALBOX_HTTP_PORT", "0");
        settings.put("SIGNALBOX_GRPC_PORT", "0");
    }

    @Test
    void aFirstStartWithTheEmbeddedDatabaseHasAllItNeedsAndNothingIsMade() {
        assertThat(check()).isZero();

        assertThat(said.toString())
                .contains("ok    SIGNALBOX_STATE_DIR: ", "is not there yet, and can be made")
                .contains("ok    own CA: is made at the start", "ok    key for secrets: is made at the start")
                .contains("ok    database: the embedded PostgreSQL, run as ")
                .doesNotContain("WARN", "FAIL");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void whatARunningControlPlaneHasIsTaken() {
        settings.put("SIGNALBOX_STATE_DIR", running.state().toString());
        settings.put("SIGNALBOX_HTTP_PORT", String.valueOf(running.api().port()));
        settings.put("SIGNALBOX_GRPC_PORT", String.valueOf(running.grpcPort()));

        assertThat(check()).isEqualTo(1);

        assertThat(said.toString().lines().filter(line -> line.startsWith("FAIL")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("SIGNALBOX_STATE_DIR", "is in use by a running process"),
                        line -> assertThat(line).contains("SIGNALBOX_HTTP_PORT", "cannot be opened"),
                        line -> assertThat(line).contains("SIGNALBOX_GRPC_PORT", "cannot be opened"));
    }

    @Test
    void aDatabaseThatIsEmptyWillBeBroughtUpToDateAndIsLeftAsItIs() {
        DatabaseSettings empty = database(TestDatabase.fresh());

        assertThat(check()).isZero();

        assertThat(said.toString())
                .containsPattern("ok    database: PostgreSQL 18\\S* answers")
                .containsPattern("ok    schema: version none, and \\d+ migrations are made at the start")
                .contains("WARN  key for secrets: one is made at the start, and the other replicas");
        assertThat(TestDatabase.jdbc(empty)
                        .sql("select count(*) from information_schema.tables where table_schema = 'public'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void theSecretsOfADatabaseAreTriedWithTheKeysThatThereAre() {
        Api api = running.api();
        api.post(api.newGateway() + "/static-keys", "{\"name\": \"key\", \"value\": \"" + "A".repeat(43) + "=\"}");
        database(running.database());

        assertThat(check()).isEqualTo(1);
        settings.put("SIGNALBOX_SECRET_KEY_FILE", running.secretKey().toString());
        assertThat(check()).isZero();

        assertThat(said.toString())
                .containsPattern("ok    schema: version \\d+, up to date")
                .containsPattern("FAIL  stored secrets: cannot be opened: .* key \\[.*\\], which is not known here")
                .contains("ok    SIGNALBOX_SECRET_KEY_FILE: " + running.secretKey() + " (rw-------)")
                .contains("ok    stored secrets: can be opened, all of them");
    }

    @Test
    void aNewerReleasesSchemaIsSaidAndNoFailure() {
        DatabaseSettings database = TestDatabase.fresh();
        Flyway.configure()
                .dataSource(
                        database.url(),
                        database.user().orElseThrow(),
                        database.password().orElseThrow())
                .load()
                .migrate();
        TestDatabase.jdbc(database)
                .sql(
                        "insert into flyway_schema_history select installed_rank + 1, '999', 'newer', type, 'V999__newer.sql',"
                                + " checksum, installed_by, installed_on, execution_time, success from flyway_schema_history"
                                + " order by installed_rank desc limit 1")
                .update();
        database(database);

        assertThat(check()).isZero();

        assertThat(said.toString()).contains("WARN  schema: version 999 is a newer release's: read in its changelog");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsSaidWithoutItsPassword() {
        settings.put("SIGNALBOX_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/signalbox?password=hidden");

        assertThat(check()).isEqualTo(1);

        assertThat(said.toString()).contains("FAIL  database: cannot be used").doesNotContain("hidden");
    }

    @Test
    void certificatesOfTheSettingsAreLookedAt() throws Exception {
        X509Bundle made = new CertificateBuilder()
                .subject("CN=stream")
                .notBefore(now.minus(Duration.ofDays(9)))
                .notAfter(now.minus(Duration.ofDays(1)))
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path certificate = Files.writeString(folder.resolve("stream.crt"), made.getCertificatePEM());
        Path key = Files.writeString(folder.resolve("stream.key"), made.getPrivateKeyPEM());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        settings.put("SIGNALBOX_TLS_CERT_PATH", certificate.toString());
        settings.put("SIGNALBOX_TLS_KEY_PATH", key.toString());
        settings.put("SIGNALBOX_HTTP_TLS_CERT_PATH", certificate.toString());
        settings.put("SIGNALBOX_HTTP_TLS_KEY_PATH", certificate.toString());

        assertThat(check()).isEqualTo(1);
        settings.keySet().removeIf(name -> name.contains("HTTP_TLS"));
        assertThat(check()).isEqualTo(1);

        assertThat(said.toString())
                .contains("FAIL  certificates: SIGNALBOX_HTTP_TLS_KEY_PATH: the file " + certificate)
                .contains("FAIL  SIGNALBOX_TLS_CERT_PATH: CN=stream has expired at")
                .contains("WARN  SIGNALBOX_TLS_KEY_PATH: " + key + " is open to every user of this machine");
    }

    @Test
    void anApiBeyondLoopbackWithoutTlsIsDoubtful() {
        settings.put("SIGNALBOX_BIND_ADDRESS", "0.0.0.0");

        assertThat(check()).isZero();

        assertThat(said.toString()).contains("WARN  SIGNALBOX_HTTP_TLS: bearer tokens will travel in clear");
    }

    private DatabaseSettings database(DatabaseSettings database) {
        settings.put("SIGNALBOX_DATABASE_URL", database.url());
        database.user().ifPresent(user -> settings.put("SIGNALBOX_DATABASE_USER", user));
        database.password().ifPresent(password -> settings.put("SIGNALBOX_DATABASE_PASSWORD", password));
        return database;
    }

    private int check() {
        return new CheckCommand(new PrintWriter(said)).run(settings, Map.of());
    }
}
