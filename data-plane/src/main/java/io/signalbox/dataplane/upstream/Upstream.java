package io.signalbox.dataplane.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.kafka.rewrite.SeenBrokers;
import io.signalbox.routing.HostPort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** One backend cluster: its brokers, what keeps the node out, and what makes connections to it quick. */
final class Upstream {

    final BrokerDirectory directory;
    final MetadataRefresh refresh;
    private final UpstreamProblems problems;
    private final AddressChecks checks;
    private final Dialer dialer;
    private final UpstreamLogin login;
    private volatile BackendCluster cluster;
    private volatile SaltedPasswords passwords;

    Upstream(BackendCluster cluster, EventLoop eventLoop, Means means, ProblemBoard board, Runnable onBrokersChanged) {
        this.cluster = cluster;
        this.dialer = means.dialer();
        this.login = means.login();
        this.passwords = new SaltedPasswords(means.hashing());
        this.problems = new UpstreamProblems(cluster, board);
        this.directory = new BrokerDirectory(onBrokersChanged);
        AddressCheck.Means asking = new AddressCheck.Means(dialer, means.marks(), problems);
        this.checks = new AddressChecks(
                eventLoop,
                address -> AddressCheck.start(eventLoop, asking, cluster(), address),
                new Findings(),
                System::nanoTime);
        this.refresh = new MetadataRefresh(
                cluster,
                eventLoop,
                (asked, candidates, handler) -> open(eventLoop, asked, candidates, handler),
                new MetadataRefresh.Known(directory, problems, checks, means.times()));
    }

    BackendCluster cluster() {
        return cluster;
    }

    void update(BackendCluster changed) {
        boolean moved = !cluster.connectsLike(changed);
        cluster = changed;
        if (moved) {
            passwords = passwords.forgetting();
            problems.restart(changed);
            checks.restart();
        }
        refresh.update(changed);
    }

    void stop() {
        refresh.stop();
        checks.stop();
        problems.close();
    }

    /** Configured servers from a random one on, then whatever else is known; last what did not answer lately. */
    List<HostPort> bootstrapCandidates(BackendCluster form) {
        List<HostPort> servers = new ArrayList<>(form.bootstrapServers());
        Collections.rotate(servers, ThreadLocalRandom.current().nextInt(servers.size()));
        directory.all().values().stream()
                .filter(known -> !servers.contains(known))
                .forEach(servers::add);
        servers.sort(Comparator.comparing(checks::isFailing)); // in their order otherwise
        return servers;
    }

    void learn(BackendCluster form, SeenBrokers seen) {
        if (cluster.connectsLike(form)) {
            directory.learn(seen);
            problems.unusable(seen);
        }
    }

    Future<Channel> dial(EventLoop eventLoop, BackendCluster form, List<HostPort> candidates, ChannelHandler handler) {
        Optional<AddressChecks> checked = cluster.connectsLike(form) ? Optional.of(checks) : Optional.empty();
        return dialer.dial(eventLoop, new Dialer.Call(candidates, form.tls(), problemsOf(form), checked), handler);
    }

    /** For what is itself a check, and must not wait for another. */
    Future<Channel> dialUnchecked(
            EventLoop eventLoop, BackendCluster form, List<HostPort> candidates, ChannelHandler handler) {
        return dialer.dial(eventLoop, Dialer.Call.unchecked(candidates, form.tls(), problemsOf(form)), handler);
    }

    Future<Duration> login(Channel channel, BackendCluster form) {
        return login.login(channel, form.login(), passwords, problemsOf(form));
    }

    /** For the node's own questions. */
    private Future<Channel> open(
            EventLoop eventLoop, BackendCluster form, List<HostPort> candidates, ChannelHandler handler) {
        Promise<Channel> opened = eventLoop.newPromise();
        dial(eventLoop, form, candidates, handler).addListener((Future<Channel> dialled) -> {
            if (!dialled.isSuccess()) {
                opened.setFailure(dialled.cause());
                return;
            }
            Channel channel = dialled.getNow();
            login(channel, form).addListener((Future<Duration> done) -> {
                if (done.isSuccess()) {
                    opened.setSuccess(channel);
                } else {
                    channel.close();
                    opened.setFailure(done.cause());
                }
            });
        });
        return opened;
    }

    /** What a session finds out that began under an earlier form says nothing of this one. */
    private UpstreamProblems problemsOf(BackendCluster form) {
        return cluster.connectsLike(form) ? problems : problems.unheard();
    }

    /** Makes problems of what the checks find. */
    private final class Findings implements AddressChecks.Listener {

        @Override
        public void good(HostPort address) {
            problems.remove(UpstreamProblems.Kind.REACH, address);
            problems.remove(UpstreamProblems.Kind.LOOP, address);
        }

        @Override
        public void bad(HostPort address, UpstreamException reason, Instant since) {
            if (reason.reason() == UpstreamException.Reason.BACKEND_TLS_FAILED) {
                return; // is a problem already
            }
            boolean loop = reason.reason() == UpstreamException.Reason.BACKEND_LOOP;
            String words = String.valueOf(reason.getMessage());
            String prefix = address.toString();
            String cause = (words.startsWith(prefix) ? words.substring(prefix.length()) : words).strip();
            problems.remove(loop ? UpstreamProblems.Kind.REACH : UpstreamProblems.Kind.LOOP, address);
            problems.add(
                    loop ? UpstreamProblems.Kind.LOOP : UpstreamProblems.Kind.REACH,
                    address,
                    "(" + roleOf(address) + ") "
                            + (cause.startsWith(":") ? cause.substring(1).strip() : cause) + ", since " + since);
        }

        private String roleOf(HostPort address) {
            return directory.all().entrySet().stream()
                    .filter(known -> known.getValue().equals(address))
                    .map(known -> "broker " + known.getKey())
                    .findFirst()
                    .orElse("bootstrap server");
        }
    }

    /** What all backend clusters share. */
    record Means(
            Dialer dialer, UpstreamLogin login, PasswordHashExecutor hashing, LoopMarks marks, MetadataTimes times) {}
}
