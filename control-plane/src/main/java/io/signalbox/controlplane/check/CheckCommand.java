package io.signalbox.controlplane.check;

import io.signalbox.controlplane.secret.SecretCipher;
import io.signalbox.controlplane.secret.SecretKeys;
import io.signalbox.controlplane.settings.SecretSettings;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.settings.TlsSettings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.tls.ServerCertificate;
import io.signalbox.settings.ProcessCommand;
import io.signalbox.settings.StartCheck;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** {@code signalbox check control-plane}: one line for each thing that a control plane with these settings needs. */
public final class CheckCommand {

    private static final String ANOTHER_FILE = "correct the file, or name another";
    private static final String ADMIN_TOKEN = "admin-token";
    private static final String DATABASE_PASSWORD = "database-password";

    private final StartCheck check;

    public CheckCommand(PrintWriter out) {
        check = new StartCheck(out);
    }

    public static void main(String[] arguments) {
        StartCheck.silenceLog();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        ProcessCommand command = new ProcessCommand(
                "check control-plane",
                "Looks at what a control plane with these settings needs, starts nothing, and says what to do. 0: it can be"
                        + " started.",
                Settings.FIRST,
                Optional.ofNullable(CheckCommand.class.getPackage().getImplementationVersion())
                        .orElse("development"),
                file -> new CheckCommand(out).run(System.getenv(), file));
        System.exit(command.run(arguments));
    }

    /** Returns the exit status. */
    public int run(Map<String, String> environment, Map<String, String> file) {
        Settings settings = Settings.read(environment, file);
        check.good("settings", "all of them can be read");
        check.java();
        check.stateDirectory(Settings.STATE_DIR, settings.stateDirectory());
        port(settings, Settings.HTTP_PORT, settings.httpPort());
        port(settings, Settings.GRPC_PORT, settings.grpcPort());
        settings.healthPort().ifPresent(port -> port(settings, Settings.HEALTH_PORT, port));
        transport(settings);
        certificates(settings);
        Optional<SecretCipher> cipher = secretKeys(settings);
        new DatabaseCheck(check).run(settings, cipher);
        return check.status();
    }

    private void port(Settings settings, String setting, int port) {
        check.port(setting, new InetSocketAddress(settings.bindAddress(), port));
    }

    private void transport(Settings settings) {
        if (!settings.tls().isForHttp() && !settings.bindAddress().isLoopbackAddress()) {
            check.doubtful(
                    TlsSettings.HTTP,
                    "bearer tokens will travel in clear beyond this computer",
                    "set it to own_ca, or " + TlsSettings.HTTP_CERTIFICATE + ", unless something in front speaks TLS");
        }
    }

    private void certificates(Settings settings) {
        try {
            Map<String, ServerCertificate> given = ServerCertificate.given(settings.tls());
            given.forEach((setting, files) -> {
                check.certificate(setting, files.leaf());
                check.secretFile(setting.replace("_CERT_", "_KEY_"), files.key());
            });
            if (!given.containsKey(TlsSettings.STREAM_CERTIFICATE)
                    || settings.tls().httpByOwnCa()) {
                ServerCertificate.ownAuthority(settings.stateDirectory())
                        .ifPresentOrElse(
                                own -> check.certificate("own CA", own),
                                () -> check.good("own CA", "is made at the start"));
            }
        } catch (StartException e) {
            check.bad("certificates", String.valueOf(e.getMessage()), ANOTHER_FILE);
        }
    }

    /** Empty when they cannot be read. */
    private Optional<SecretCipher> secretKeys(Settings settings) {
        Path own = settings.stateDirectory().resolve(SecretKeys.FILE);
        SecretSettings secrets = settings.secrets();
        try {
            SecretCipher cipher =
                    SecretKeys.foresee(secrets, settings.stateDirectory()).cipher();
            secrets.keyFile().ifPresent(file -> check.secretFile(SecretSettings.KEY_FILE, file));
            secrets.oldKeysFile().ifPresent(file -> check.secretFile(SecretSettings.OLD_KEYS_FILE, file));
            if (Files.exists(own)) {
                check.secretFile("key for secrets", own);
            } else if (secrets.key().isEmpty() && secrets.keyFile().isEmpty()) {
                made(settings);
            }
            for (String name : new String[] {ADMIN_TOKEN, DATABASE_PASSWORD}) {
                Path file = settings.stateDirectory().resolve(name);
                if (Files.exists(file)) {
                    check.secretFile(name, file);
                }
            }
            return Optional.of(cipher);
        } catch (StartException e) {
            check.bad("key for secrets", String.valueOf(e.getMessage()), ANOTHER_FILE);
            return Optional.empty();
        }
    }

    private void made(Settings settings) {
        if (settings.database().isPresent()) {
            check.doubtful(
                    "key for secrets",
                    "one is made at the start, and the other replicas of this database do not have it",
                    "unless this is the first one, copy " + SecretKeys.FILE + " of another here, or set "
                            + SecretSettings.KEY_FILE);
        } else {
            check.good("key for secrets", "is made at the start");
        }
    }
}
