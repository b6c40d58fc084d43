package io.signalbox.dataplane.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.util.NetUtil;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.transport.Transport;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.PortSet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and closes sockets until they equal the image's. A socket that stays is not touched. New ones are opened before
 * old ones are closed, except where the two overlap. What could not be opened is tried again with the next image, or
 * when {@link #retry} is called.
 */
public final class PortBinder implements ImageSubscriber {

    private static final Logger LOG = LoggerFactory.getLogger(PortBinder.class);
    private static final int BACKLOG = 1_024;
    private static final int BIND_TIMEOUT_SECONDS = 5;
    /** A port that was closed a moment ago may not be free at once. */
    private static final long FREE_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Transport transport;
    private final Function<HostPort, ChannelHandler> pipelines;
    private final Map<HostPort, Channel> open = new HashMap<>();
    /** Names that stand for the address of an open socket of the same listener. */
    private final Set<HostPort> aliases = new HashSet<>();

    private final AcceptFailures acceptFailures = new AcceptFailures();
    private volatile BoundSockets bound = BoundSockets.NONE;
    private RoutingImage image = RoutingImage.EMPTY;
    private boolean stopped;

    /** Gives the connections of each socket to the handler that {@code pipelines} makes for it. */
    public PortBinder(Transport transport, Function<HostPort, ChannelHandler> pipelines) {
        this.transport = transport;
        this.pipelines = pipelines;
    }

    @Override
    public synchronized List<ConfigProblem> onImage(RoutingImage next) {
        image = next;
        return reconcile();
    }

    /** Tries again what failed. */
    public synchronized List<ConfigProblem> retry() {
        return reconcile();
    }

    /** What is open of the image that was applied last. For any thread, at once. */
    public BoundSockets bound() {
        return bound;
    }

    /** Accepts no further connection. */
    public synchronized void close() {
        stopped = true;
        open.values().forEach(channel -> channel.close().awaitUninterruptibly(BIND_TIMEOUT_SECONDS, TimeUnit.SECONDS));
        open.clear();
    }

    private List<ConfigProblem> reconcile() {
        if (stopped) {
            return List.of();
        }
        int before = open.size();
        aliases.clear();
        Set<HostPort> toClose = new HashSet<>(open.keySet());
        toClose.removeAll(image.sockets().keySet());
        Set<HostPort> toOpen = new HashSet<>(image.sockets().keySet());
        toOpen.removeAll(open.keySet());
        Set<Integer> portsToClose = new HashSet<>();
        toClose.forEach(socket -> portsToClose.add(socket.port()));
        Set<HostPort> overlapping = new HashSet<>(toOpen);
        overlapping.removeIf(socket -> !portsToClose.contains(socket.port()));
        toOpen.removeAll(overlapping);

        Map<HostPort, String> failures = new HashMap<>(bindAll(toOpen));
        toClose.forEach(this::unbind);
        failures.putAll(bindFreed(overlapping));
        if (open.size() != before || !toClose.isEmpty()) {
            LOG.info("sockets: open={} closed={} failed={}", open.size(), toClose.size(), failures.size());
        }
        Set<HostPort> served = new HashSet<>(open.keySet());
        served.addAll(aliases);
        bound = bound.next(image.sockets().keySet(), served);
        return problems(failures);
    }

    /** Binds all at once and waits for all of them; returns why some failed. */
    private Map<HostPort, String> bindAll(Set<HostPort> sockets) {
        Map<HostPort, String> failures = new HashMap<>();
        Map<HostPort, ChannelFuture> binding = new HashMap<>();
        Map<InetSocketAddress, HostPort> holders = new HashMap<>();
        open.forEach((socket, channel) -> holders.put((InetSocketAddress) channel.localAddress(), socket));
        for (HostPort socket : addressesFirst(sockets)) {
            try {
                InetSocketAddress address = resolve(socket);
                HostPort holder = holders.putIfAbsent(address, socket);
                if (holder == null) {
                    binding.put(socket, bootstrap(socket).bind(address));
                } else {
                    alias(socket, holder).ifPresent(reason -> failures.put(socket, reason));
                }
            } catch (UnknownHostException e) {
                failures.put(socket, "its name cannot be resolved on this node");
            }
        }
        binding.forEach((socket, future) -> {
            if (!future.awaitUninterruptibly(BIND_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                future.cancel(true);
                failures.put(socket, "it was not bound within " + BIND_TIMEOUT_SECONDS + " s");
            } else if (future.isSuccess()) {
                future.channel().pipeline().addLast(acceptFailures);
                open.put(socket, future.channel());
            } else {
                failures.put(socket, String.valueOf(future.cause().getMessage()));
            }
        });
        return failures;
    }

    /** Names come last, so that one which stands for a declared address is found to. */
    private static List<HostPort> addressesFirst(Set<HostPort> sockets) {
        return sockets.stream()
                .sorted(Comparator.comparing((HostPort socket) -> !NetUtil.isValidIpV4Address(socket.host())
                                && !NetUtil.isValidIpV6Address(socket.host()))
                        .thenComparing(HostPort::host))
                .toList();
    }

    /** A name of an address that {@code holder} has already; returns why it is not served by that. */
    private Optional<String> alias(HostPort socket, HostPort holder) {
        Optional<EntityRef> owner = image.listenerAt(holder).map(Listener::ref);
        if (owner.equals(image.listenerAt(socket).map(Listener::ref))) {
            aliases.add(socket);
            return Optional.empty();
        }
        return Optional.of("it stands for address [" + holder.host() + "]"
                + owner.map(ref -> ", which the " + ref + " has").orElse(""));
    }

    private Map<HostPort, String> bindFreed(Set<HostPort> sockets) {
        Map<HostPort, String> failures = bindAll(sockets);
        long deadline = System.nanoTime() + FREE_AGAIN_NANOS;
        while (!failures.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            failures = bindAll(failures.keySet());
        }
        return failures;
    }

    private void unbind(HostPort socket) {
        Channel channel = open.remove(socket);
        if (channel != null) {
            channel.close().awaitUninterruptibly(BIND_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private ServerBootstrap bootstrap(HostPort socket) {
        return transport
                .congestionControl()
                .applyTo(new ServerBootstrap())
                .group(transport.eventLoops())
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Transport.WATER_MARK)
                .childHandler(pipelines.apply(socket));
    }

    /** A name stands for its first address. */
    private static InetSocketAddress resolve(HostPort socket) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getAllByName(socket.host())[0], socket.port());
    }

    /** One problem for each listener, address and cause; it names all ports. */
    private List<ConfigProblem> problems(Map<HostPort, String> failures) {
        record Cause(EntityRef listener, String address, String reason) {}
        Map<Cause, NavigableSet<Integer>> ports = new LinkedHashMap<>();
        failures.forEach((socket, reason) -> image.listenerAt(socket)
                .map(listener -> new Cause(listener.ref(), socket.host(), reason))
                .ifPresent(cause ->
                        ports.computeIfAbsent(cause, unseen -> new TreeSet<>()).add(socket.port())));
        List<ConfigProblem> problems = new ArrayList<>();
        ports.forEach((cause, failed) -> problems.add(ConfigProblem.error(
                cause.listener(),
                "listener.bind_failed",
                "The " + cause.listener() + " does not listen on " + (failed.size() == 1 ? "port " : "ports ")
                        + PortSet.of(failed) + " of address [" + cause.address() + "]: " + cause.reason()
                        + ". It is tried again every few seconds; its other sockets are served.")));
        return problems;
    }
}
