package io.signalbox.controlplane.declaration;

import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.settings.Settings;
import java.util.function.Function;
import org.springframework.boot.DefaultApplicationArguments;

/** The file that settings name, applied by a control plane that runs already, as another does it at its start. */
public final class DeclaredFiles {

    private DeclaredFiles() {}

    /** With the control plane's parts. */
    public static void apply(Settings settings, Function<Class<?>, Object> parts) {
        ApplyService applying = (ApplyService) parts.apply(ApplyService.class);
        GatewayService gateways = (GatewayService) parts.apply(GatewayService.class);
        new DeclaredFile(settings, applying, gateways).run(new DefaultApplicationArguments());
    }
}
