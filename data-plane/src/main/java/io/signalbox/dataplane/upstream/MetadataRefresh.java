package io.signalbox.dataplane.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.kafka.rewrite.SeenBrokers;
import io.signalbox.routing.HostPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one backend cluster's directory fresh: at start, every interval, and when somebody needs a broker that is not
 * known. A query that runs is shared by all who wait for one. Its state belongs to one event loop.
 */
final class MetadataRefresh {

    private static final int ANSWER_TIMEOUT_SECONDS = 5;
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(10);
    /** So long after an answer nobody is asked again: connections to ports of unknown brokers must not become a load. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop eventLoop;
    private final Opener opener;
    private final BrokerDirectory directory;
    private final UpstreamProblems problems;
    private final AddressChecks checks;
    private final MetadataTimes times;

    private BackendCluster cluster;
    private @Nullable Promise<SeenBrokers> running;
    private @Nullable ScheduledFuture<?> next;
    private int failures;
    private long askedAt;
    private long answeredAt;
    private boolean answered;
    private boolean stopped;
    private boolean again; // the answer that is awaited is already out of date

    MetadataRefresh(BackendCluster cluster, EventLoop eventLoop, Opener opener, Known known) {
        this.cluster = cluster;
        this.eventLoop = eventLoop;
        this.opener = opener;
        this.directory = known.directory();
        this.problems = known.problems();
        this.checks = known.checks();
        this.times = known.times();
    }

    /** What is known of the cluster, by whomever it was found out. */
    record Known(BrokerDirectory directory, UpstreamProblems problems, AddressChecks checks, MetadataTimes times) {}

    /** Connects to a broker, and authenticates the node to it. */
    @FunctionalInterface
    interface Opener {
        Future<Channel> open(BackendCluster cluster, List<HostPort> candidates, ChannelHandler handler);
    }

    void start() {
        eventLoop.execute(this::query);
    }

    void stop() {
        eventLoop.execute(() -> {
            stopped = true;
            cancelNext();
        });
    }

    /** From now on asks this form of the cluster, and at once if other brokers are to be asked. */
    void update(BackendCluster changed) {
        eventLoop.execute(() -> {
            boolean moved = !cluster.connectsLike(changed);
            boolean others = !changed.bootstrapServers().equals(cluster.bootstrapServers());
            boolean sooner = changed.metadataInterval().compareTo(cluster.metadataInterval()) < 0;
            cluster = changed;
            if (moved) {
                directory.forget(); // whoever answers there may be another cluster
                again = running != null; // and what is under way was asked of the former one
            }
            if (moved || others || sooner) {
                query();
            }
        });
    }

    /**
     * Completes when a broker has been asked since this call, or fails when none answers. A question that was under way
     * may have been answered before the call: its answer counts if it is {@code enough}. For any thread.
     */
    Future<SeenBrokers> refresh(BooleanSupplier enough) {
        Promise<SeenBrokers> done = eventLoop.newPromise();
        eventLoop.execute(() -> {
            if (running == null) {
                queryLater(done);
                return;
            }
            running.addListener((Future<SeenBrokers> earlier) -> {
                if (!earlier.isSuccess()) {
                    done.setFailure(earlier.cause());
                } else if (enough.getAsBoolean()) {
                    done.setSuccess(earlier.getNow());
                } else {
                    queryLater(done);
                }
            });
        });
        return done;
    }

    private void queryLater(Promise<SeenBrokers> done) {
        long wait = answered ? answeredAt + QUIET_NANOS - System.nanoTime() : 0;
        eventLoop.schedule(() -> queryFor(done), Math.max(wait, 0), TimeUnit.NANOSECONDS);
    }

    private void queryFor(Promise<SeenBrokers> done) {
        query().addListener((Future<SeenBrokers> query) -> {
            if (query.isSuccess()) {
                done.setSuccess(query.getNow());
            } else {
                done.setFailure(query.cause());
            }
        });
    }

    private Future<SeenBrokers> query() {
        if (running != null) {
            return running;
        }
        cancelNext();
        Promise<SeenBrokers> answer = eventLoop.newPromise();
        running = answer;
        askedAt = System.nanoTime();
        answer.addListener((Future<SeenBrokers> done) -> onDone(done));
        Future<Channel> dialled = opener.open(cluster, candidates(), new MetadataQuery(answer));
        dialled.addListener(done -> {
            if (done.isSuccess()) {
                ask(dialled.getNow(), answer);
            } else {
                answer.tryFailure(done.cause());
            }
        });
        return answer;
    }

    private void ask(Channel channel, Promise<SeenBrokers> answer) {
        ScheduledFuture<?> timeout = eventLoop.schedule(
                () -> {
                    answer.tryFailure(new UpstreamException(
                            UpstreamException.Reason.BACKEND_UNREACHABLE,
                            channel.attr(Dialer.ADDRESS).get() + " does not answer within " + ANSWER_TIMEOUT_SECONDS
                                    + " s"));
                    channel.close();
                },
                ANSWER_TIMEOUT_SECONDS,
                TimeUnit.SECONDS);
        answer.addListener(done -> timeout.cancel(false));
        channel.config().setAutoRead(true);
        channel.writeAndFlush(MetadataQuery.request(channel.alloc()));
    }

    private void onDone(Future<SeenBrokers> query) {
        running = null;
        if (again) {
            again = false;
            query();
        } else if (query.isSuccess()) {
            failures = 0;
            answered = true;
            answeredAt = System.nanoTime();
            times.took(cluster, answeredAt - askedAt);
            directory.learn(query.getNow());
            problems.unusable(query.getNow());
            problems.unreachable(Optional.empty());
            problems.retain(addresses());
            checks.retain(addresses());
            // Whoever mends something wants to see that it is mended.
            schedule(
                    problems.oldest().isPresent()
                            ? shorter(cluster.metadataInterval(), LAST_RETRY)
                            : cluster.metadataInterval());
        } else {
            failures++;
            if (isUnreachable(query.cause())) {
                problems.unreachable(Optional.of(BrokerWords.of(query.cause())));
            }
            schedule(retryDelay());
        }
    }

    /** Every other failure is a problem already, with the address at which it is. */
    private static boolean isUnreachable(Throwable cause) {
        return !(cause instanceof UpstreamException upstream)
                || upstream.reason() == UpstreamException.Reason.BACKEND_UNREACHABLE;
    }

    private Duration retryDelay() {
        Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
        return shorter(delay, LAST_RETRY);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void schedule(Duration delay) {
        if (!stopped) {
            next = eventLoop.schedule(this::query, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void cancelNext() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
    }

    /**
     * Another server first after each failure, so that one that hangs does not stand in the way of the others; before
     * it, one that had a problem, since it may be mended.
     */
    private List<HostPort> candidates() {
        List<HostPort> servers = new ArrayList<>(cluster.bootstrapServers());
        Collections.rotate(servers, -(failures % servers.size()));
        addresses().stream().filter(known -> !servers.contains(known)).forEach(servers::add);
        problems.oldest().filter(servers::remove).ifPresent(failing -> {
            problems.moveBack(failing);
            servers.add(0, failing);
        });
        return servers;
    }

    private List<HostPort> addresses() {
        return Stream.concat(cluster.bootstrapServers().stream(), directory.all().values().stream())
                .toList();
    }
}
