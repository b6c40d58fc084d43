package io.signalbox.controlplane;

import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.settings.InvalidSettingsException;
import io.signalbox.settings.SettingsFile;
import java.util.List;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The process: settings first, then everything else, until it is told to stop. */
@SpringBootApplication
public class ControlPlaneApplication {

    private static final int BAD_SETTINGS = 2;
    private static final int CANNOT_START = 1;

    public static void main(String[] arguments) {
        try {
            Settings settings = Settings.read(System.getenv(), SettingsFile.fromArguments(List.of(arguments)));
            ControlPlane controlPlane = ControlPlane.start(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(controlPlane::close, "shutdown"));
            controlPlane.handOver();
        } catch (InvalidSettingsException e) {
            exit(String.valueOf(e.getMessage()), BAD_SETTINGS);
        } catch (StartException e) {
            exit("control plane cannot start: " + e.getMessage(), CANNOT_START);
        }
    }

    private static void exit(String message, int status) {
        System.err.println(message);
        System.exit(status);
    }
}
