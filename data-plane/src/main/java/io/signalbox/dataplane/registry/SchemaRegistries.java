package io.signalbox.dataplane.registry;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.SchemaRegistry;
import io.signalbox.dataplane.config.UsedByClusters;
import io.signalbox.records.schema.Schemas;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The registries that policies of virtual clusters name, each with what is known of its schemas and with threads of its own: one
 * that hangs holds up no other. For any thread.
 */
public final class SchemaRegistries implements Schemas, ImageSubscriber, AutoCloseable {

    private static final int THREADS = 4; // for each
    private static final int MAX_WAITING = 1_000;
    private static final int IDLE_SECONDS = 30;

    private final ConcurrentMap<UUID, Asked> registries = new ConcurrentHashMap<>();
    private final ProblemBoard problems;
    private final UsedByClusters<SchemaRegistry> named =
            new UsedByClusters<>(cluster -> cluster.records().registries().values().stream());
    private @Nullable HttpClient http; // when there is a registry

    /** Posts in {@code problems} which cannot be asked. */
    public SchemaRegistries(ProblemBoard problems) {
        this.problems = problems;
    }

    /** One that is in use. */
    private record Asked(SchemaRegistry registry, SchemaCache schemas, ThreadPoolExecutor threads) {}

    @Override
    public Lookup find(UUID registry, int id) {
        Asked asked = registries.get(registry);
        return asked == null
                ? new Unavailable("no policy names its registry any more")
                : asked.schemas().find(id);
    }

    @Override
    public List<ConfigProblem> onImage(RoutingImage image) {
        Set<SchemaRegistry> used = named.in(image);
        registries.values().stream()
                .filter(asked -> !used.contains(asked.registry()))
                .forEach(this::forget);
        used.forEach(registry -> registries.computeIfAbsent(registry.id(), first -> open(registry)));
        return List.of();
    }

    private Asked open(SchemaRegistry registry) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                new DefaultThreadFactory("schema-registry", true));
        threads.allowCoreThreadTimeOut(true);
        return new Asked(
                registry,
                new SchemaCache(
                        new RegistryClient(registry, http())::fetch,
                        threads,
                        System::nanoTime,
                        trouble -> post(registry, trouble)),
                threads);
    }

    private HttpClient http() {
        if (http == null) {
            http = newClient();
        }
        return http;
    }

    /** Trusts whom the node's Java trusts. */
    static HttpClient newClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    private void forget(Asked asked) {
        registries.remove(asked.registry().id());
        asked.schemas().close();
        asked.threads().shutdown();
        problems.replace(source(asked.registry()), List.of());
    }

    private void post(SchemaRegistry registry, Optional<String> trouble) {
        Asked now = registries.get(registry.id());
        if (now != null && now.registry().equals(registry)) {
            problems.replace(
                    source(registry),
                    trouble.map(reason -> List.of(problem(registry, reason))).orElse(List.of()));
        }
    }

    private static ConfigProblem problem(SchemaRegistry registry, String reason) {
        return ConfigProblem.error(
                registry.ref(),
                "schema_registry.unavailable",
                "The " + registry.ref() + " cannot be asked for schemas: " + reason
                        + ". Records with schemas that this node does not know yet are neither written nor read;"
                        + " all else is served.");
    }

    private static String source(SchemaRegistry registry) {
        return "schema registry " + registry.id();
    }

    @Override
    public void close() {
        registries.values().forEach(this::forget);
    }
}
