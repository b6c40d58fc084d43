package io.signalbox.controlplane;

import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.settings.ProcessCommand;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The process: settings first, then everything else, until it is told to stop. */
@SpringBootApplication
public class ControlPlaneApplication {

    private static final int CANNOT_START = 1;

    public static void main(String[] arguments) {
        int status = commandLine().run(arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    static ProcessCommand commandLine() {
        return new ProcessCommand(
                "control-plane",
                "The REST API, and the config stream that nodes follow; with an embedded PostgreSQL unless it is given another"
                        + " database.",
                Settings.FIRST,
                release(),
                ControlPlaneApplication::start);
    }

    private static int start(Map<String, String> fileSettings) {
        try {
            Settings settings = Settings.read(System.getenv(), fileSettings);
            settings.log().apply();
            ControlPlane controlPlane = ControlPlane.start(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(controlPlane::close, "shutdown"));
            controlPlane.handOver();
            return 0;
        } catch (StartException e) {
            System.err.println("control plane cannot start: " + e.getMessage());
            return CANNOT_START;
        }
    }

    /** From the jar's manifest; classes that were not packaged have none. */
    static String release() {
        return Optional.ofNullable(ControlPlaneApplication.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
