package io.signalbox.controlplane;

import static java.util.Objects.requireNonNull;

import io.signalbox.controlplane.database.EmbeddedPostgres;
import io.signalbox.controlplane.database.ExternalDatabase;
import io.signalbox.controlplane.database.StartingPostgres;
import io.signalbox.controlplane.secret.SecretCipher;
import io.signalbox.controlplane.secret.SecretKeys;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import io.signalbox.controlplane.settings.TlsSettings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import io.signalbox.controlplane.stream.StreamServer;
import io.signalbox.controlplane.tls.HttpCertificate;
import io.signalbox.controlplane.tls.ServerCertificate;
import io.signalbox.telemetry.InvalidTelemetryException;
import io.signalbox.telemetry.Telemetry;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.web.context.support.StandardServletEnvironment;

/** A running control plane: state directory, database, REST API and config stream, closed in the opposite order. */
public final class ControlPlane implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ControlPlane.class);

    private final StateDirectory state;
    private final Optional<EmbeddedPostgres> postgres;
    private final ConfigurableApplicationContext context;
    private final Telemetry telemetry;

    private ControlPlane(
            StateDirectory state,
            Optional<EmbeddedPostgres> postgres,
            ConfigurableApplicationContext context,
            Telemetry telemetry) {
        this.state = state;
        this.postgres = postgres;
        this.context = context;
        this.telemetry = telemetry;
    }

    /**
     * Starts one; it is ready when this returns.
     *
     * @throws StartException with one line for the person who started it
     */
    public static ControlPlane start(Settings settings) {
        checkFree(settings.bindAddress(), settings.httpPort(), Settings.HTTP_PORT);
        checkFree(settings.bindAddress(), settings.grpcPort(), Settings.GRPC_PORT);
        settings.healthPort().ifPresent(port -> checkFree(settings.bindAddress(), port, Settings.HEALTH_PORT));
        StateDirectory state = StateDirectory.open(settings.stateDirectory());
        Optional<StartingPostgres> starting = Optional.empty();
        Telemetry telemetry = Telemetry.OFF;
        try {
            telemetry = openTelemetry();
            ServerCertificate certificate = ServerCertificate.prepare(settings, state);
            Optional<HttpCertificate> httpCertificate = HttpCertificate.prepare(settings, state);
            SecretCipher cipher = SecretKeys.prepare(settings, state).cipher();
            Supplier<DatabaseSettings> database;
            if (settings.database().isPresent()) {
                DatabaseSettings named = settings.database().get();
                ExternalDatabase.await(named, ExternalDatabase.START_LIMIT);
                database = () -> named;
            } else {
                StartingPostgres embedded = new StartingPostgres(state);
                starting = Optional.of(embedded);
                database = () -> embedded.started().settings();
            }
            ConfigurableApplicationContext context =
                    run(settings, state, certificate, httpCertificate, cipher, starting, database, telemetry);
            ControlPlane started = new ControlPlane(state, starting.map(StartingPostgres::started), context, telemetry);
            String here = origin(settings, started.httpPort());
            log.info(
                    "control plane is ready http={}:{} grpc={}:{} state={} api={}/v1 docs={}/ console={}",
                    settings.bindAddress().getHostAddress(),
                    started.httpPort(),
                    settings.bindAddress().getHostAddress(),
                    started.grpcPort(),
                    state.path(),
                    here,
                    here,
                    settings.console() ? here + "/console" : "off");
            warnIfTokensTravelInClear(settings);
            return started;
        } catch (RuntimeException e) {
            starting.ifPresent(StartingPostgres::close);
            telemetry.close();
            state.close();
            throw e;
        }
    }

    static void warnIfTokensTravelInClear(Settings settings) {
        if (!settings.tls().isForHttp() && !settings.bindAddress().isLoopbackAddress()) {
            log.warn(
                    "bearer tokens travel in clear beyond this computer: set {}, or {}=own_ca, unless something else"
                            + " in front speaks TLS",
                    TlsSettings.HTTP_CERTIFICATE,
                    TlsSettings.HTTP);
        }
    }

    public int httpPort() {
        WebServer server = ((WebServerApplicationContext) context).getWebServer();
        return server == null ? 0 : server.getPort();
    }

    public int grpcPort() {
        return context.getBean(StreamServer.class).port();
    }

    /** A part of it, for tests of what no API shows. */
    <T> T part(Class<T> type) {
        return context.getBean(type);
    }

    /** To be called once something closes this when the JVM ends: until then its database is stopped by itself. */
    public void handOver() {
        postgres.ifPresent(EmbeddedPostgres::handOver);
    }

    /** Within ten seconds; nothing that was started here outlives it. */
    @Override
    public void close() {
        log.info("control plane is stopping");
        try {
            context.close();
        } finally {
            postgres.ifPresent(EmbeddedPostgres::close);
            telemetry.close();
            state.close();
        }
    }

    private static Telemetry openTelemetry() {
        Map<String, String> attributes =
                Map.of("service.version", ControlPlaneApplication.release(), "host.name", hostname());
        try {
            return Telemetry.open(System.getenv(), new Telemetry.Who("signalbox-control-plane", attributes));
        } catch (InvalidTelemetryException e) {
            throw new StartException(requireNonNull(e.getMessage()));
        }
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown"; // a host that does not know its own name still runs a control plane
        }
    }

    /** For a browser on this computer. */
    private static String origin(Settings settings, int port) {
        InetAddress address = settings.bindAddress();
        String text = address.getHostAddress();
        String host = address instanceof Inet6Address ? "[" + text.replaceFirst("%.*", "") + "]" : text;
        return (settings.tls().isForHttp() ? "https://" : "http://")
                + (address.isAnyLocalAddress() ? "localhost" : host) + ":" + port;
    }

    private static ConfigurableApplicationContext run(
            Settings settings,
            StateDirectory state,
            ServerCertificate certificate,
            Optional<HttpCertificate> httpCertificate,
            SecretCipher cipher,
            Optional<StartingPostgres> starting,
            Supplier<DatabaseSettings> database,
            Telemetry telemetry) {
        SpringApplication application = new SpringApplication(ControlPlaneApplication.class);
        application.setEnvironment(environment(properties(settings)));
        application.setRegisterShutdownHook(false);
        application.setAddCommandLineProperties(false);
        application.setLogStartupInfo(false);
        application.addInitializers(context -> {
            // Not before: Spring sets up logging anew, and what is said meanwhile is lost.
            starting.ifPresent(StartingPostgres::begin);
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.registerBean(Settings.class, () -> settings);
            beans.registerBean(StateDirectory.class, () -> state, definition -> definition.setDestroyMethodName(""));
            beans.registerBean(ServerCertificate.class, () -> certificate);
            httpCertificate.ifPresent(files -> beans.registerBean(HttpCertificate.class, () -> files));
            beans.registerBean(SecretCipher.class, () -> cipher);
            beans.registerBean(Telemetry.class, () -> telemetry, definition -> definition.setDestroyMethodName(""));
            beans.registerBean(DatabaseSettings.class, database, definition -> definition.setLazyInit(true));
            beans.registerBean(JdbcConnectionDetails.class, () -> new DatabaseConnection(database));
        });
        try {
            return application.run();
        } catch (RuntimeException e) {
            throw StartFailure.of(e).map(RuntimeException.class::cast).orElse(e);
        }
    }

    // Spring would read the whole environment and files beside the jar. What it hears, it hears from the settings.
    private static StandardEnvironment environment(Map<String, Object> properties) {
        StandardServletEnvironment environment = new StandardServletEnvironment();
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        environment.getPropertySources().addFirst(new MapPropertySource("settings", properties));
        return environment;
    }

    private static Map<String, Object> properties(Settings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("spring.config.location", "classpath:/application.yml");
        properties.put("server.address", settings.bindAddress().getHostAddress());
        properties.put("server.port", settings.httpPort());
        if (settings.tls().isForHttp()) {
            properties.put("server.ssl.bundle", "http"); // see HttpTls
        }
        return properties;
    }

    /** Asked before the slow part begins, so that a taken port is one plain line and at once. */
    private static void checkFree(InetAddress address, int port, String setting) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new StartException(setting + ": port " + port + " on " + address.getHostAddress()
                    + " is taken or may not be opened: set another");
        }
    }
}
