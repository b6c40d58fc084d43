package io.signalbox.dataplane;

import com.sun.management.UnixOperatingSystemMXBean;
import io.signalbox.credentials.CertificateChain;
import io.signalbox.dataplane.control.Admission;
import io.signalbox.dataplane.control.NodeIdentity;
import io.signalbox.dataplane.control.StreamFailure;
import io.signalbox.proto.GrpcLogs;
import io.signalbox.routing.HostPort;
import io.signalbox.settings.ProcessCommand;
import io.signalbox.settings.SettingsReader;
import io.signalbox.settings.StartCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** {@code signalbox check data-plane}: what a node needs of its machine and of its control planes, before it is started. */
public final class CheckCommand {

    private static final String KEY_PATH = "SIGNALBOX_CLIENT_KEY_PATH";
    private static final int SOCKETS_FOR_A_CONNECTION =
            2; // the client's, and one to a broker; clients with more brokers need more
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final StartCheck check;

    CheckCommand(PrintWriter out) {
        check = new StartCheck(out);
    }

    public static void main(String[] arguments) {
        StartCheck.silenceLog();
        GrpcLogs.keepQuiet();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        ProcessCommand command = new ProcessCommand(
                "check data-plane",
                "Looks at what a node with these settings needs, starts nothing, and says what to do. 0: it can be started.",
                Settings.FIRST,
                DataPlane.release(),
                file -> new CheckCommand(out).run(System.getenv(), file));
        System.exit(command.run(arguments));
    }

    /** Returns the exit status. */
    int run(Map<String, String> environment, Map<String, String> file) {
        Settings settings = Settings.read(environment, file);
        check.good("settings", "all of them can be read");
        check.java();
        check.stateDirectory("SIGNALBOX_STATE_DIR", settings.stateDir());
        check.port("SIGNALBOX_ADMIN_ADDRESS", settings.adminAddress());
        keyFile(environment, file).ifPresent(path -> check.secretFile(KEY_PATH, path));
        check.certificate(
                "SIGNALBOX_CLIENT_CERT", settings.credentials().certificate().leaf());
        settings.controlPlaneCa()
                .map(CertificateChain::certificates)
                .ifPresent(all -> all.forEach(one -> check.certificate("SIGNALBOX_CONTROL_PLANE_CA", one)));
        descriptors(settings.limits().connections().all());
        settings.controlPlanes().forEach(address -> controlPlane(settings, address));
        return check.status();
    }

    private static Optional<Path> keyFile(Map<String, String> environment, Map<String, String> file) {
        SettingsReader reader = new SettingsReader(environment, file);
        reader.alias("KONG_KONNECT_CLIENT_KEY_PATH", KEY_PATH);
        return reader.read(KEY_PATH, Path::of);
    }

    private void descriptors(int connections) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long most = system.getMaxFileDescriptorCount();
            long needed = (long) SOCKETS_FOR_A_CONNECTION * connections;
            if (most < needed) {
                check.doubtful(
                        "open files",
                        most + " are allowed, and " + connections + " connections need " + needed + " and more",
                        "raise the limit (ulimit -n, LimitNOFILE), or lower SIGNALBOX_MAX_CONNECTIONS");
            } else {
                check.good("open files", most + " are allowed, enough for " + connections + " connections");
            }
        }
    }

    private void controlPlane(Settings settings, HostPort address) {
        String subject = "control plane " + address;
        try {
            // An id of its own, so that a node that runs is not taken for a second one.
            NodeIdentity identity = DataPlane.identity(settings, UUID.randomUUID());
            Optional<StreamFailure> failure = Admission.ask(identity, address, ANSWER_WITHIN);
            if (failure.isPresent()) {
                check.bad(subject, failure.get().reason().text(), failure.get().message());
            } else {
                check.good(subject, "would admit this node to " + settings.gatewayId());
            }
        } catch (IOException e) {
            check.bad(subject, "TLS cannot be set up", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            check.bad(subject, "interrupted", "try again");
        }
    }
}
