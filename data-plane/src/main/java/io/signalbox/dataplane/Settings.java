package io.signalbox.dataplane;

import io.signalbox.credentials.CertificateChain;
import io.signalbox.dataplane.connection.Limits;
import io.signalbox.dataplane.connection.TrustedProxies;
import io.signalbox.dataplane.login.Logins;
import io.signalbox.dataplane.tls.TlsEngine;
import io.signalbox.dataplane.transport.CongestionControl;
import io.signalbox.dataplane.transport.Descriptors;
import io.signalbox.routing.HostPort;
import io.signalbox.settings.LogSettings;
import io.signalbox.settings.SettingsReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;

/**
 * How a node is configured; docs/settings.md lists every key.
 *
 * @param known by what control planes know this node; always there once {@link #read} has returned
 * @param shutdown how long the whole stop may take
 * @param limits what clients may take
 * @param loginDelays how long the answers to wrong passwords wait
 * @param eventLoops threads that relay; 1 to 1,024
 * @param congestionControl of the sockets of clients and of those to brokers
 * @param tlsEngine what does the cryptography of listeners' TLS
 * @param trustedProxies load balancers that say by the PROXY protocol for whom they connect
 * @param accessLog whether there is a line in the log for each connection that ended
 */
record Settings(
        List<HostPort> controlPlanes,
        Optional<CertificateChain> controlPlaneCa,
        UUID gatewayId,
        Optional<NodeCredentials> known,
        Path stateDir,
        InetSocketAddress adminAddress,
        Duration shutdown,
        Limits limits,
        Logins.Delays loginDelays,
        int eventLoops,
        CongestionControl congestionControl,
        TlsEngine tlsEngine,
        TrustedProxies trustedProxies,
        boolean accessLog,
        LogSettings log) {

    /** What the command's help says of them. */
    static final List<String> FIRST = List.of(
            "  SIGNALBOX_CONTROL_PLANE      HOST:PORT[,HOST:PORT...] of the control plane's config stream; required",
            "  SIGNALBOX_CONTROL_PLANE_CA   file with the CA of its certificate, unless the system trusts it",
            "  SIGNALBOX_GATEWAY_ID         the gateway that the node belongs to; required",
            "  SIGNALBOX_CLIENT_CERT_PATH   file with the certificate that is registered for it; required",
            "  SIGNALBOX_CLIENT_KEY_PATH    file with its key; required",
            "  SIGNALBOX_STATE_DIR          what it serves from without a control plane; ~/.local/state/signalbox/node",
            "  SIGNALBOX_ADMIN_ADDRESS      health and metrics; 127.0.0.1:8081",
            "docs/settings.md has all of them.");

    private static final int KAFKA_MAX_REQUEST_BYTES = 100 * 1024 * 1024; // a broker's own default
    private static final int MIN_BYTE_RATE = 1_024;
    private static final UUID NO_UUID = new UUID(0, 0);

    /**
     * Reads everything and refuses what is wrong with any of it.
     *
     * @throws io.signalbox.settings.InvalidSettingsException with all reasons
     */
    static Settings read(Map<String, String> environment, Map<String, String> file) {
        SettingsReader reader = new SettingsReader(environment, file);
        reader.alias("KONG_KONNECT_GATEWAY_CLUSTER_ID", "SIGNALBOX_GATEWAY_ID");
        reader.alias("KEG__RUNTIME__DRAIN_DURATION", "SIGNALBOX_DRAIN_DURATION");
        reader.alias("KEG__RUNTIME__SHUTDOWN_TIMEOUT", "SIGNALBOX_SHUTDOWN_TIMEOUT");
        Settings settings = new Settings(
                reader.require("SIGNALBOX_CONTROL_PLANE", List.of(), Settings::addresses),
                reader.read("SIGNALBOX_CONTROL_PLANE_CA", path -> CertificateChain.parse(PemFile.text(path))),
                reader.require("SIGNALBOX_GATEWAY_ID", NO_UUID, Settings::uuid),
                NodeCredentials.read(reader),
                reader.read("SIGNALBOX_STATE_DIR", defaultStateDir(environment), Path::of),
                reader.read("SIGNALBOX_ADMIN_ADDRESS", listenAddress("127.0.0.1:8081"), Settings::listenAddress),
                reader.read("SIGNALBOX_SHUTDOWN_TIMEOUT", Duration.ofSeconds(10), SettingsReader::duration),
                limits(reader),
                loginDelays(reader),
                reader.read("SIGNALBOX_EVENT_LOOPS", Runtime.getRuntime().availableProcessors(), number(1, 1_024)),
                reader.read(
                        "SIGNALBOX_TCP_CONGESTION_CONTROL", CongestionControl.OF_THE_KERNEL, CongestionControl::named),
                reader.read("SIGNALBOX_TLS_ENGINE", TlsEngine.AUTO, Settings::tlsEngine),
                reader.read("SIGNALBOX_PROXY_PROTOCOL_FROM", TrustedProxies.NONE, TrustedProxies::parse),
                reader.read("SIGNALBOX_ACCESS_LOG", false, Settings::onOrOff),
                LogSettings.read(reader));
        reader.finish();
        return settings;
    }

    NodeCredentials credentials() {
        return known.orElseThrow();
    }

    private static Limits limits(SettingsReader reader) {
        Limits.Connections connections = new Limits.Connections(
                reader.read(
                        "SIGNALBOX_MAX_CONNECTIONS",
                        Limits.Connections.standard(Descriptors.now().allowed()),
                        number(1, Integer.MAX_VALUE)),
                count(reader, "SIGNALBOX_MAX_CONNECTIONS_PER_LISTENER", Integer.MAX_VALUE),
                count(reader, "SIGNALBOX_MAX_CONNECTIONS_PER_VIRTUAL_CLUSTER", Integer.MAX_VALUE),
                count(reader, "SIGNALBOX_MAX_CONNECTIONS_PER_ADDRESS", Integer.MAX_VALUE),
                count(reader, "SIGNALBOX_MAX_CONNECTION_RATE_PER_ADDRESS", 1_000_000));
        Limits.Times standard = Limits.Times.standard();
        Limits.Times times = new Limits.Times(
                reader.read("SIGNALBOX_HANDSHAKE_TIMEOUT", standard.handshake(), Settings::limitOfTime),
                reader.read("SIGNALBOX_FIRST_REQUEST_TIMEOUT", standard.firstRequest(), Settings::limitOfTime),
                reader.read("SIGNALBOX_LOGIN_TIMEOUT", standard.login(), Settings::limitOfTime),
                reader.read("SIGNALBOX_REQUEST_TIMEOUT", standard.request(), Settings::limitOfTime),
                reader.read("SIGNALBOX_IDLE_TIMEOUT", Settings::limitOfTime),
                reader.read("SIGNALBOX_DRAIN_DURATION", standard.drain(), SettingsReader::duration));
        return new Limits(
                connections,
                times,
                reader.read(
                        "SIGNALBOX_MAX_REQUEST_BYTES", KAFKA_MAX_REQUEST_BYTES, number(1_024, Integer.MAX_VALUE - 4)),
                reader.read("SIGNALBOX_MAX_REQUESTS_IN_FLIGHT", Limits.MAX_IN_FLIGHT, number(1, 1_000_000)),
                reader.read("SIGNALBOX_MAX_BYTE_RATE_PER_VIRTUAL_CLUSTER", number(MIN_BYTE_RATE, Integer.MAX_VALUE))
                        .map(OptionalLong::of)
                        .orElseGet(OptionalLong::empty));
    }

    private static Logins.Delays loginDelays(SettingsReader reader) {
        Logins.Delays standard = Logins.Delays.STANDARD;
        return new Logins.Delays(
                reader.read("SIGNALBOX_LOGIN_FAILURE_DELAY", standard.first(), Settings::delay),
                reader.read("SIGNALBOX_LOGIN_FAILURE_DELAY_MAX", standard.longest(), Settings::delay));
    }

    private static OptionalInt count(SettingsReader reader, String key, int max) {
        return reader.read(key, number(1, max)).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    private static Duration limitOfTime(String text) {
        return duration(text, Duration.ofMillis(100), Duration.ofHours(24));
    }

    /** Longer ones would hold more of what is waiting than they hold back. */
    private static Duration delay(String text) {
        return duration(text, Duration.ZERO, Duration.ofMinutes(1));
    }

    private static Duration duration(String text, Duration min, Duration max) {
        Duration duration = SettingsReader.duration(text);
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "must be from " + min.toMillis() + " ms to " + max.toMinutes() + " m long");
        }
        return duration;
    }

    private static List<HostPort> addresses(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(HostPort::parse)
                .toList();
    }

    private static boolean onOrOff(String text) {
        if (!text.equals("on") && !text.equals("off")) {
            throw new IllegalArgumentException("must be on or off");
        }
        return text.equals("on");
    }

    private static TlsEngine tlsEngine(String text) {
        return switch (text) {
            case "auto" -> TlsEngine.AUTO;
            case "boringssl" -> TlsEngine.BORINGSSL;
            case "jdk" -> TlsEngine.JDK;
            default -> throw new IllegalArgumentException("must be auto, boringssl or jdk");
        };
    }

    private static UUID uuid(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("must be a UUID");
        }
        return id;
    }

    /** Port 0 stands for any free one. */
    private static InetSocketAddress listenAddress(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("must be host:port or [ipv6]:port");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        try {
            return new InetSocketAddress(
                    InetAddress.getAllByName(bare)[0], SettingsReader.port(text.substring(colon + 1)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("its host cannot be resolved", e);
        }
    }

    private static Function<String, Integer> number(int min, int max) {
        return text -> {
            try {
                int value = Integer.parseInt(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // answered below, as a number out of range is
            }
            throw new IllegalArgumentException("must be a whole number from " + min + " to " + max);
        };
    }

    private static Path defaultStateDir(Map<String, String> environment) {
        String base = environment.getOrDefault("XDG_STATE_HOME", "");
        Path state = base.isBlank() ? Path.of(System.getProperty("user.home"), ".local", "state") : Path.of(base);
        return state.resolve("signalbox").resolve("node");
    }
}
