package io.signalbox.controlplane.settings;

import io.signalbox.credentials.UrlCredentials;
import io.signalbox.settings.LogSettings;
import io.signalbox.settings.SettingsReader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How this process is configured: read once at start, never changed. A port of 0 stands for any free one. */
public record Settings(
        InetAddress bindAddress,
        int httpPort,
        int grpcPort,
        Optional<Integer> healthPort,
        Path stateDirectory,
        Optional<DatabaseSettings> database,
        Optional<String> adminToken,
        int apiRate,
        TlsSettings tls,
        SecretSettings secrets,
        Optional<OidcSettings> oidc,
        Optional<ApplySettings> apply,
        LogSettings log,
        boolean console) {

    public static final String HTTP_PORT = "SIGNALBOX_HTTP_PORT";
    public static final String GRPC_PORT = "SIGNALBOX_GRPC_PORT";
    public static final String HEALTH_PORT = "SIGNALBOX_HEALTH_PORT";
    public static final String STATE_DIR = "SIGNALBOX_STATE_DIR";
    public static final String CONSOLE = "SIGNALBOX_CONSOLE";
    public static final String DATABASE_URL = "SIGNALBOX_DATABASE_URL";

    /** What the command's help says of them. */
    public static final List<String> FIRST = List.of(
            "  SIGNALBOX_BIND_ADDRESS   where REST API and config stream listen; 127.0.0.1",
            "  SIGNALBOX_HTTP_PORT      REST API and health; 8080",
            "  SIGNALBOX_GRPC_PORT      config stream; 9465",
            "  SIGNALBOX_STATE_DIR      database, CA, admin token, key for secrets; ~/.local/state/signalbox/control-plane",
            "  SIGNALBOX_DATABASE_URL   jdbc:postgresql:... to use instead of the embedded one",
            "  SIGNALBOX_ADMIN_TOKEN    the REST API's token, unless one is to be made and kept in the state directory",
            "docs/settings.md has all of them.");

    private static final int MAX_API_RATE = 100_000;
    private static final int MIN_TOKEN_LENGTH = 16;
    private static final int MAX_TOKEN_LENGTH = 512;

    /**
     * Reads the environment and the entries of a settings file.
     *
     * @throws io.signalbox.settings.InvalidSettingsException with everything that is wrong
     */
    public static Settings read(Map<String, String> environment, Map<String, String> file) {
        SettingsReader reader = new SettingsReader(environment, file);
        Settings settings = new Settings(
                reader.read("SIGNALBOX_BIND_ADDRESS", InetAddress.getLoopbackAddress(), Settings::address),
                reader.read(HTTP_PORT, 8080, SettingsReader::port),
                reader.read(GRPC_PORT, 9465, SettingsReader::port),
                reader.read(HEALTH_PORT, SettingsReader::port),
                reader.read(STATE_DIR, defaultStateDirectory(environment), Settings::path),
                database(reader),
                reader.read("SIGNALBOX_ADMIN_TOKEN", Settings::token),
                reader.read("SIGNALBOX_API_RATE", 500, Settings::rate),
                TlsSettings.read(reader),
                SecretSettings.read(reader),
                OidcSettings.read(reader),
                ApplySettings.read(reader),
                LogSettings.read(reader),
                reader.read(CONSOLE, true, Settings::isOn));
        if (settings.httpPort == settings.grpcPort && settings.httpPort != 0) {
            reader.refuse(GRPC_PORT, "must differ from " + HTTP_PORT);
        }
        settings.healthPort
                .filter(port -> port != 0 && (port == settings.httpPort || port == settings.grpcPort))
                .ifPresent(port -> reader.refuse(HEALTH_PORT, "must differ from the other ports"));
        reader.finish();
        return settings;
    }

    private static Optional<DatabaseSettings> database(SettingsReader reader) {
        Optional<String> url = reader.read(DATABASE_URL, Settings::jdbcUrl);
        Optional<String> user = reader.read("SIGNALBOX_DATABASE_USER", UnaryOperator.identity());
        Optional<String> password = reader.read("SIGNALBOX_DATABASE_PASSWORD", UnaryOperator.identity());
        if (url.isEmpty() && user.isPresent()) {
            reader.refuse("SIGNALBOX_DATABASE_USER", "has no meaning without a valid " + DATABASE_URL);
        }
        if (url.isEmpty() && password.isPresent()) {
            reader.refuse("SIGNALBOX_DATABASE_PASSWORD", "has no meaning without a valid " + DATABASE_URL);
        }
        return url.map(text -> new DatabaseSettings(text, user, password));
    }

    private static Path defaultStateDirectory(Map<String, String> environment) {
        String stateHome = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = stateHome.startsWith("/")
                ? Path.of(stateHome)
                : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".local", "state");
        return base.resolve("signalbox").resolve("control-plane").toAbsolutePath();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("must be an address or a name that resolves", e);
        }
    }

    static Path path(String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("must be a path", e);
        }
    }

    static boolean isOn(String text) {
        if (!text.equals("on") && !text.equals("off")) {
            throw new IllegalArgumentException("must be on or off");
        }
        return text.equals("on");
    }

    private static String jdbcUrl(String text) {
        if (!text.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("must start with jdbc:postgresql:");
        }
        if (UrlCredentials.areIn(text)) {
            throw new IllegalArgumentException(
                    "must not have credentials in front of its host: use SIGNALBOX_DATABASE_USER and"
                            + " SIGNALBOX_DATABASE_PASSWORD");
        }
        return text;
    }

    private static int rate(String text) {
        try {
            int rate = Integer.parseInt(text);
            if (rate >= 1 && rate <= MAX_API_RATE) {
                return rate;
            }
        } catch (NumberFormatException e) {
            // answered below, as a number out of range is
        }
        throw new IllegalArgumentException("must be a whole number from 1 to " + MAX_API_RATE);
    }

    private static String token(String text) {
        if (text.length() < MIN_TOKEN_LENGTH || text.length() > MAX_TOKEN_LENGTH) {
            throw new IllegalArgumentException(
                    "must have " + MIN_TOKEN_LENGTH + " to " + MAX_TOKEN_LENGTH + " characters");
        }
        if (!text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("must consist of visible ASCII characters");
        }
        return text;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Settings[bindAddress=" + bindAddress.getHostAddress() + ", httpPort=" + httpPort + ", grpcPort="
                + grpcPort + ", stateDirectory=" + stateDirectory + "]";
    }

    /** An external PostgreSQL. */
    public record DatabaseSettings(String url, Optional<String> user, Optional<String> password) {

        /** Without the URL, which may carry a password. */
        @Override
        public String toString() {
            return "DatabaseSettings[***]";
        }
    }

    /** PEM files of a server: the chain, leaf first, and its key. */
    public record CertificateFiles(Path certificate, Path key) {}
}
