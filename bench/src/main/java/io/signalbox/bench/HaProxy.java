package io.signalbox.bench;

import io.signalbox.testbed.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** HAProxy with one thread, which passes bytes between clients and one broker: a measure for what that has to cost. */
final class HaProxy implements ColdLoad.Proxy {

    private static final long POLL_NANOS = 5_000_000;
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/sbin/haproxy"), Path.of("/usr/local/sbin/haproxy"), Path.of("/opt/homebrew/bin/haproxy"));

    private final Process process;
    private final int port;
    private final Thread atShutdown;

    private HaProxy(Process process, int port) {
        this.process = process;
        this.port = port;
        atShutdown = new Thread(process::destroy, "stop HAProxy");
    }

    static boolean isInstalled() {
        return executable().isPresent();
    }

    static HaProxy start(Path folder, String broker) throws IOException {
        int port = FreePorts.any();
        Path configuration = folder.resolve("haproxy.cfg");
        Files.writeString(configuration, """
                global
                    nbthread 1
                    maxconn 9900
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 1h
                    timeout server 1h
                frontend clients
                    bind 127.0.0.1:%d
                    default_backend broker
                backend broker
                    server broker %s
                """.formatted(port, broker));
        Process process = new ProcessBuilder(
                        executable().orElseThrow().toString(), "-db", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start();
        HaProxy started = new HaProxy(process, port);
        Runtime.getRuntime().addShutdownHook(started.atShutdown);
        while (!started.listens()) {
            if (!process.isAlive()) {
                throw new IOException("HAProxy ended: " + Files.readString(folder.resolve("haproxy.log")));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return started;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atShutdown);
        process.destroy();
        process.onExit().join();
    }

    private boolean listens() {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> executable() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(":")).map(folder -> Path.of(folder, "haproxy")), PLACES.stream())
                .filter(Files::isExecutable)
                .findFirst();
    }
}
