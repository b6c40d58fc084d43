package io.signalbox.e2e;

import io.signalbox.testbed.ApiClient;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.GatewayAccess;
import io.signalbox.testbed.ProcessOptions;
import io.signalbox.testbed.SharedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A control plane on the database of another one, with a CA of its own. */
final class Replica implements AutoCloseable {

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
        ControlPlaneProcess process =
                ControlPlaneProcess.start(SharedDatabase.of(firstOptions, ProcessOptions.in(folder, name))
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
