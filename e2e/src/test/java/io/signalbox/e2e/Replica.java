package io.signalbox.e2e;

import io.signalbox.testbed.ApiClient;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.GatewayAccess;
import io.signalbox.testbed.ProcessOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A control plane on the database of another one, with a CA of its own. */
final class Replica implements AutoCloseable {

    private static final Pattern DATABASE = Pattern.compile("embedded database started port=(\\d+)");

    final ApiClient api;
    private final ControlPlaneProcess process;
    private final ControlPlaneProcess first;
    private final Path authorities;

    private Replica(ControlPlaneProcess process, ControlPlaneProcess first, Path authorities) {
        this.process = process;
        this.first = first;
        this.authorities = authorities;
        this.api = new ApiClient(process.baseUri(), first.adminToken());
    }

    static Replica start(Path folder, String name, ProcessOptions firstOptions, ControlPlaneProcess first)
            throws IOException {
        Path state = firstOptions.stateDir();
        String port = DATABASE.matcher(Files.readString(firstOptions.log()))
                .results()
                .reduce((earlier, later) -> later)
                .map((MatchResult found) -> found.group(1))
                .orElseThrow();
        ControlPlaneProcess process = ControlPlaneProcess.start(ProcessOptions.in(folder, name)
                .withEnvironment("SIGNALBOX_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + port + "/postgres")
                .withEnvironment("SIGNALBOX_DATABASE_USER", "signalbox")
                .withEnvironment(
                        "SIGNALBOX_DATABASE_PASSWORD",
                        Files.readString(state.resolve("database-password")).strip())
                .withEnvironment(
                        "SIGNALBOX_SECRET_KEY_FILE", state.resolve("secret.key").toString())
                .forShortLife()
                .withJvmOption("-Xmx256m"));
        Path authorities = folder.resolve(name + "-and-the-first.crt");
        Files.writeString(
                authorities, Files.readString(first.caCertificate()) + Files.readString(process.caCertificate()));
        return new Replica(process, first, authorities);
    }

    /** The same access, with this one as the first choice and the other as the second. */
    GatewayAccess before(GatewayAccess access) {
        return new GatewayAccess(
                List.of(process.streamAddress(), first.streamAddress()),
                authorities,
                access.gatewayId(),
                access.certificate());
    }

    boolean isAlive() {
        return process.process().isAlive();
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
