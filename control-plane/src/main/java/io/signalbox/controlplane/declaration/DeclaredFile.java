package io.signalbox.controlplane.declaration;

import io.signalbox.controlplane.body.Document;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.problem.Problem;
import io.signalbox.controlplane.settings.ApplySettings;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.state.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Applies the document that the settings name, at the start; gateways that are not there are made. */
@Component
class DeclaredFile implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(DeclaredFile.class);
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_REASONS = 20;

    private final Settings settings;
    private final ApplyService applying;
    private final GatewayService gateways;

    DeclaredFile(Settings settings, ApplyService applying, GatewayService gateways) {
        this.settings = settings;
        this.applying = applying;
        this.gateways = gateways;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        settings.apply().ifPresent(wanted -> apply(wanted.file(), wanted.prune()));
    }

    private void apply(Path file, boolean prune) {
        try {
            List<ObjectNode> declared = applying.gateways(Document.parse(bytes(file)));
            for (int i = 0; i < declared.size(); i++) {
                ObjectNode gateway = declared.get(i);
                UUID id = gateways.named(gateway.path("name")
                        .asString(gateway.path(DeclarationFormat.REF).asString("")));
                Plan plan = applying.apply(id, gateway, i, new ApplyOptions(false, prune));
                log.info(
                        "declared file applied gateway={} version={} created={} updated={} deleted={} unchanged={}",
                        id,
                        plan.version(),
                        plan.summary().create(),
                        plan.summary().update(),
                        plan.summary().delete(),
                        plan.summary().unchanged());
            }
        } catch (Problem.Invalid invalid) {
            throw refused(
                    file,
                    invalid.parameters().stream()
                            .limit(MAX_REASONS)
                            .map(one -> one.field() + " " + one.reason())
                            .collect(Collectors.joining("; ")));
        } catch (Problem problem) {
            throw refused(file, problem.detail());
        }
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw refused(file, "is larger than " + MAX_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw refused(file, "cannot be read");
        }
    }

    private static StartException refused(Path file, String reason) {
        return new StartException(ApplySettings.FILE + ": the file " + file + " is not applied: " + reason);
    }
}
