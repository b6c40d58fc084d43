package io.signalbox.dataplane.login;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.TokenRules;
import io.signalbox.dataplane.config.UsedByClusters;
import io.signalbox.dataplane.config.VirtualCluster;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks tokens on threads of its own: a signature takes long for an event loop, and the keys may have to be asked for.
 * Rules that no virtual cluster has any more are forgotten, with their keys. For any thread.
 */
public final class TokenChecks implements ImageSubscriber, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TokenChecks.class);
    private static final int THREADS = 4; // one endpoint that hangs must not hold up the tokens of others for long
    private static final int MAX_WAITING = 10_000;
    private static final int IDLE_SECONDS = 30;

    private final ConcurrentMap<TokenRules, TokenCheck> checks = new ConcurrentHashMap<>();
    private final ProblemBoard problems;
    private final ThreadPoolExecutor threads;
    private final UsedByClusters<TokenRules> rules = new UsedByClusters<>(TokenChecks::rules);
    private volatile RoutingImage image = RoutingImage.EMPTY;

    /** Posts in {@code problems} whose keys cannot be had. */
    public TokenChecks(ProblemBoard problems) {
        this.problems = problems;
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                new DefaultThreadFactory("token-check", true));
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public List<ConfigProblem> onImage(RoutingImage next) {
        image = next;
        Set<TokenRules> used = rules.in(next);
        checks.keySet().stream().filter(known -> !used.contains(known)).toList().forEach(unused -> {
            checks.remove(unused);
            problems.replace(source(unused), List.of());
        });
        return List.of();
    }

    /** Completes on a thread of this class, or at once; never exceptionally. */
    CompletableFuture<TokenVerdict> check(String token, TokenRules rules) {
        CompletableFuture<TokenVerdict> verdict = new CompletableFuture<>();
        try {
            threads.execute(() -> verdict.complete(checkNow(token, rules)));
        } catch (RejectedExecutionException e) {
            verdict.complete(new TokenVerdict.Unknown("too many tokens wait to be checked"));
        }
        return verdict;
    }

    private TokenVerdict checkNow(String token, TokenRules rules) {
        try {
            TokenVerdict verdict =
                    checks.computeIfAbsent(rules, TokenCheck::new).check(token);
            post(rules, verdict);
            return verdict;
        } catch (RuntimeException e) {
            LOG.error("a token could not be checked: jwks={}", rules.jwksEndpoint(), e);
            return new TokenVerdict.Unknown("an error of this node's, which its log has");
        }
    }

    private void post(TokenRules rules, TokenVerdict verdict) {
        verdict.<Optional<List<ConfigProblem>>>match(
                        good -> Optional.of(List.of()),
                        bad -> Optional.empty(), // it tells nothing of the keys
                        unknown -> Optional.of(image.virtualClusters().values().stream()
                                .filter(cluster -> rules(cluster).anyMatch(rules::equals))
                                .map(cluster -> problem(cluster, rules, unknown.reason()))
                                .toList()))
                .ifPresent(found -> problems.replace(source(rules), found));
    }

    private static ConfigProblem problem(VirtualCluster cluster, TokenRules rules, String reason) {
        return ConfigProblem.error(
                cluster.ref(),
                "virtual_cluster.token_keys_unavailable",
                "Tokens for the " + cluster.ref() + " cannot be checked and are refused, since the keys at ["
                        + rules.jwksEndpoint().map(URI::toString).orElse("") + "] cannot be had: " + reason
                        + ". Clients that are in stay, and all else is served.");
    }

    private static String source(TokenRules rules) {
        return "token keys " + rules;
    }

    private static Stream<TokenRules> rules(VirtualCluster cluster) {
        return cluster.authentication().stream()
                .flatMap(entry -> entry.<Stream<TokenRules>>match(
                        Stream::empty,
                        Stream::empty,
                        plain -> Stream.empty(),
                        scram -> Stream.empty(),
                        oauth -> Stream.of(oauth.rules())));
    }

    @Override
    public void close() {
        var dropped = threads.shutdownNow();
        LOG.debug("token checks end: dropped={}", dropped.size());
    }
}
