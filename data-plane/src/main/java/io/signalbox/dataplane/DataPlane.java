package io.signalbox.dataplane;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.signalbox.credentials.CertificateChain;
import io.signalbox.dataplane.admin.AdminServer;
import io.signalbox.dataplane.admin.ConfigPage;
import io.signalbox.dataplane.admin.Readiness;
import io.signalbox.dataplane.config.ConfigApplier;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ConfigThread;
import io.signalbox.dataplane.config.ImagePublisher;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.NodeEnvironment;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.ReadCertificates;
import io.signalbox.dataplane.config.RouteChecks;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.connection.AccessLog;
import io.signalbox.dataplane.connection.ClusterPlans;
import io.signalbox.dataplane.connection.ConnectionRegistry;
import io.signalbox.dataplane.connection.Entrance;
import io.signalbox.dataplane.connection.Memory;
import io.signalbox.dataplane.connection.StuckConsumers;
import io.signalbox.dataplane.control.ControlPlaneClient;
import io.signalbox.dataplane.control.NodeIdentity;
import io.signalbox.dataplane.control.NodeReports;
import io.signalbox.dataplane.kms.AwsKms;
import io.signalbox.dataplane.kms.KmsKeys;
import io.signalbox.dataplane.listener.PortBinder;
import io.signalbox.dataplane.login.Logins;
import io.signalbox.dataplane.login.TokenChecks;
import io.signalbox.dataplane.registry.SchemaRegistries;
import io.signalbox.dataplane.state.NodeState;
import io.signalbox.dataplane.state.StateDirectory;
import io.signalbox.dataplane.state.StateFile;
import io.signalbox.dataplane.state.StateSeal;
import io.signalbox.dataplane.tls.BackendContexts;
import io.signalbox.dataplane.tls.TlsContexts;
import io.signalbox.dataplane.tls.TlsEngine;
import io.signalbox.dataplane.transport.Transport;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.proto.GrpcLogs;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Traffic;
import io.signalbox.proto.config.v1.WireBackendBrokers;
import io.signalbox.settings.ProcessCommand;
import io.signalbox.telemetry.InvalidTelemetryException;
import io.signalbox.telemetry.Telemetry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node: takes Kafka clients in, as its gateway's configuration says, and relays them to the brokers. */
public final class DataPlane implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DataPlane.class);
    private static final int EXIT_NOT_STARTED = 1;
    private static final Duration BIND_RETRY = Duration.ofSeconds(2);
    private static final Duration STATE_LIMIT = Duration.ofSeconds(2);
    private static final String ROUTES = "routes";
    /** Certificates grow old while nothing changes. */
    private static final Duration CHECK_INTERVAL = Duration.ofHours(1);

    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(5);

    private final Settings settings;
    private final StateDirectory directory;
    private final long startedAt = System.nanoTime();
    private final ProblemBoard problems = new ProblemBoard();
    private final ConfigThread configThread = new ConfigThread();
    private final RouteChecks routeChecks = new RouteChecks();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ProcessMetrics process = new ProcessMetrics(metrics, release());
    private final Telemetry telemetry;
    private final Transport transport;
    private final Upstreams upstreams;
    private final TlsContexts tls;
    private final TokenChecks tokens;
    private final SchemaRegistries registries;
    private final KmsKeys keys;
    private final AccessLog accessLog;
    private final ConnectionRegistry connections;
    private final PortBinder ports;
    private final ImagePublisher images;
    private final ConfigApplier applier;
    private final NodeState state;
    private final Readiness readiness;
    private final ControlPlaneClient controlPlane;
    private final AdminServer admin;

    /** Builds every part and starts it; nothing is left open when one of them cannot be. */
    DataPlane(Settings settings) throws IOException {
        GrpcLogs.keepQuiet();
        this.settings = settings;
        directory = StateDirectory.open(settings.stateDir());
        telemetry = openTelemetry(settings, directory.nodeId());
        transport = openTransport(settings);
        tls = tlsContexts(settings.tlsEngine());
        BackendContexts backends = new BackendContexts(settings.tlsEngine());
        MetadataMetrics metadata = new MetadataMetrics(metrics);
        upstreams = new Upstreams(transport, backends, problems, metadata);
        tokens = new TokenChecks(problems);
        registries = new SchemaRegistries(problems);
        keys = new KmsKeys(new AwsKms(), problems);
        ClusterPlans plans = new ClusterPlans();
        StuckConsumers stuck = new StuckConsumers(problems);
        accessLog = AccessLog.start(settings.accessLog(), metrics);
        connections = new ConnectionRegistry(
                metrics,
                telemetry,
                settings.limits(),
                stuck,
                Memory.of(Runtime.getRuntime().maxMemory()),
                accessLog);
        ports = new PortBinder(
                transport,
                new Entrance(
                        this::image,
                        tls,
                        plans,
                        upstreams,
                        connections,
                        new Logins(tokens, settings.loginDelays()),
                        registries,
                        keys::of,
                        settings.limits(),
                        settings.trustedProxies())::of);
        ImageSubscriber checks = image -> {
            checkRoutes();
            stateChanged();
            return List.of();
        };
        LinkMetrics link = new LinkMetrics(metrics);
        CertificateGauges certificates = new CertificateGauges(metrics);
        images = new ImagePublisher(List.of(
                upstreams,
                tls,
                backends,
                tokens,
                registries,
                keys,
                plans,
                connections,
                ports,
                certificates,
                metadata,
                checks));
        applier = new ConfigApplier(
                images,
                problems,
                new NodeEnvironment(name -> Optional.ofNullable(System.getenv(name)), tls::of, backends::of));
        StateFile stateFile = new StateFile(
                settings.stateDir(), StateSeal.of(settings.credentials().key(), settings.gatewayId()));
        applier.onApplied(this::onApplied);
        state = new NodeState(stateFile, configThread, applier::applied, upstreams::known);
        readiness = new Readiness(new ServedSockets(applier, ports));
        controlPlane = new ControlPlaneClient(
                identity(settings, directory.nodeId()),
                configThread,
                applier,
                problems,
                new NodeReports(this::health, this::traffic, new Inquiries(connections)::answer),
                link::count);
        link.watch(controlPlane.link());
        admin = openAdmin(settings.adminAddress());
        registerMetrics();
        telemetry.watch(metrics, process::bind);
        NodeState.read(stateFile).ifPresent(this::goOnFrom);
        upstreams.onBrokersChanged(() -> configThread.execute(this::onBrokersChanged));
        configThread.every(CHECK_INTERVAL, this::checkRoutes);
        configThread.every(SWEEP_INTERVAL, () -> stuck.sweep(System.nanoTime()));
        controlPlane.start();
        configThread.every(BIND_RETRY, this::retryPorts);
        LOG.info(
                "node started: release={} gateway={} admin={} transport={} tls={}",
                release(),
                settings.gatewayId(),
                admin.address(),
                transport.name(),
                tls.engineName());
    }

    public static void main(String[] arguments) {
        int status = commandLine().run(arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    static ProcessCommand commandLine() {
        return new ProcessCommand(
                "data-plane",
                "One node: takes Kafka clients in, as its gateway's configuration says, and relays them to the brokers.",
                Settings.FIRST,
                release(),
                DataPlane::start);
    }

    private static int start(Map<String, String> fileSettings) {
        try {
            Settings settings = Settings.read(System.getenv(), fileSettings);
            settings.log().apply();
            DataPlane node = new DataPlane(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(node::close, "stop"));
            return 0;
        } catch (IOException e) {
            System.err.println("the node cannot start: " + e.getMessage());
            return EXIT_NOT_STARTED;
        }
    }

    /** Stops in order: unready, no new connections, sessions finish, then the rest; within the shutdown timeout. */
    @Override
    public void close() {
        Thread watchdog = haltAfter(settings.shutdown());
        readiness.stop();
        ports.close();
        int forced = connections.drain(settings.limits().times().drain());
        accessLog.close();
        controlPlane.close();
        if (!configThread.runAndWait(STATE_LIMIT, state::flush)) {
            LOG.warn("the newest state may not be on disk");
        }
        configThread.close();
        transport.close();
        tokens.close();
        registries.close();
        keys.close();
        admin.close();
        process.close();
        telemetry.close();
        directory.close();
        watchdog.interrupt();
        LOG.info("node stopped: connections_cut={}", forced);
    }

    private AdminServer openAdmin(InetSocketAddress address) throws IOException {
        try {
            return new AdminServer(address, readiness, this::scrape, () -> ConfigPage.of(image(), problems.problems()));
        } catch (BindException e) {
            throw new IOException("SIGNALBOX_ADMIN_ADDRESS " + address + ": " + e.getMessage(), e);
        }
    }

    private String scrape() {
        process.bind();
        return metrics.scrape();
    }

    private RoutingImage image() {
        return images.current();
    }

    private void checkRoutes() {
        problems.replace(ROUTES, routeChecks.problems(image(), upstreams.brokers(), Instant.now()));
    }

    /** Serves what the last run served, until a control plane has something newer. */
    private void goOnFrom(NodeState.Kept kept) {
        LOG.info("serving from disk: version={}", kept.resources().version());
        upstreams.remember(kept.brokers());
        applier.apply(kept.resources());
    }

    /** By way of a task: an image is published before it counts as applied. */
    private void stateChanged() {
        configThread.execute(state::changed);
    }

    private void onApplied(long version, long beganNanos, int found) {
        if (telemetry.takesSpans()) {
            telemetry.record(new Telemetry.Span(
                    "apply configuration",
                    Telemetry.Kind.INTERNAL,
                    beganNanos,
                    System.nanoTime(),
                    Map.of("signalbox.version", version, "signalbox.problems", found),
                    false,
                    Optional.empty()));
        }
    }

    private void onBrokersChanged() {
        connections.onBrokersChanged();
        checkRoutes();
        state.changed();
        controlPlane.sendHealth(); // others show which brokers there are
    }

    private static Telemetry openTelemetry(Settings settings, UUID nodeId) throws IOException {
        Map<String, String> attributes = Map.of(
                "service.version", release(),
                "service.instance.id", nodeId.toString(),
                "host.name", hostname(),
                "signalbox.gateway.id", settings.gatewayId().toString());
        try {
            return Telemetry.open(System.getenv(), new Telemetry.Who("signalbox-node", attributes));
        } catch (InvalidTelemetryException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Transport openTransport(Settings settings) throws IOException {
        try {
            return Transport.open(settings.eventLoops(), settings.congestionControl());
        } catch (IllegalArgumentException e) {
            throw new IOException("SIGNALBOX_TCP_CONGESTION_CONTROL: " + e.getMessage(), e);
        }
    }

    private static TlsContexts tlsContexts(TlsEngine engine) throws IOException {
        try {
            return new TlsContexts(engine);
        } catch (IllegalArgumentException e) {
            throw new IOException("SIGNALBOX_TLS_ENGINE: " + e.getMessage(), e);
        }
    }

    private void retryPorts() {
        if (!ports.bound().isComplete()) {
            List<ConfigProblem> unmet = ports.retry();
            applier.postSocketProblems(unmet);
        }
    }

    private Health health() {
        return Health.newBuilder()
                .setClientConnections(connections.openConnections())
                .setUptimeSeconds(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedAt))
                .setReady(readiness.isReady())
                .addAllBrokers(upstreams.brokers().entrySet().stream()
                        .map(known -> WireBackendBrokers.newBuilder()
                                .setBackendClusterId(known.getKey().toString())
                                .addAllNodeIds(new TreeSet<>(known.getValue()))
                                .build())
                        .toList())
                .build();
    }

    private Traffic traffic() {
        return TrafficReport.of(
                connections.counts(),
                ports.bound(),
                ReadCertificates.of(applier.applied(), images.current()),
                health());
    }

    private void registerMetrics() {
        connections.durations().forEach(metrics.getPrometheusRegistry()::register);
        FunctionCounter.builder("kong.keg.config.errors", applier, ConfigApplier::errors)
                .description("What could not be served of configurations that were applied")
                .register(metrics);
        Gauge.builder("kong.keg.config.loaded", () -> applier.applied().version())
                .description("Version of the configuration that this node runs")
                .register(metrics);
        Gauge.builder("signalbox.problems", () -> problems.problems().size())
                .description("What a person must mend, now")
                .register(metrics);
        Gauge.builder("kong.keg.lifecycle.service.ready", () -> readiness.isReady() ? 1 : 0)
                .description("1 while this node should be given clients")
                .register(metrics);
        Gauge.builder("kong.keg.lifecycle.service.healthy", () -> 1)
                .description("1 while the process can work at all")
                .register(metrics);
        componentReady("config", () -> applier.applied().version() > 0);
        componentReady("listeners", () -> ports.bound().isComplete());
        componentReady("control_plane", () -> controlPlane.link().isConnected());
    }

    private void componentReady(String component, BooleanSupplier ready) {
        Gauge.builder("kong.keg.lifecycle.component.ready", () -> ready.getAsBoolean() ? 1 : 0)
                .description("1 while this part of the node does what it is for")
                .tag("kong.keg.component", component)
                .register(metrics);
    }

    static NodeIdentity identity(Settings settings, UUID nodeId) {
        return new NodeIdentity(
                nodeId,
                UUID.randomUUID(),
                settings.gatewayId(),
                hostname(),
                release(),
                settings.controlPlanes(),
                settings.controlPlaneCa().map(CertificateChain::certificates),
                settings.credentials().certificate().certificates(),
                settings.credentials().key());
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown"; // a host that does not know its own name is still a node
        }
    }

    /** From the jar's manifest; classes that were not packaged have none. */
    static String release() {
        return Optional.ofNullable(DataPlane.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** A stop that hangs must not keep a process alive that its supervisor wants gone. */
    private static Thread haltAfter(Duration limit) {
        Thread watchdog = new Thread(
                () -> {
                    try {
                        TimeUnit.NANOSECONDS.sleep(limit.toNanos());
                        Runtime.getRuntime().halt(EXIT_NOT_STARTED);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // the stop was in time
                    }
                },
                "stop-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        return watchdog;
    }
}
