package io.signalbox.dataplane.kms;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.records.encryption.ManagedKeys;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Data keys of AWS KMS: one for each virtual cluster and named key, new every hour, and those by which records that are read were
 * encrypted. What KMS refuses or cannot be asked is remembered for seconds, and a problem until it answers. For any thread.
 */
public final class KmsKeys implements ImageSubscriber, AutoCloseable {

    /** Each batch derives a key of its own from it, so that no number of records wears it out. */
    static final Duration LIFE = Duration.ofHours(1);

    /** After which KMS is asked again, where it refused or did not answer. */
    static final Duration FAILURE_LIFE = Duration.ofSeconds(2);

    private static final int MAX_KEYS = 2_000;
    private static final int THREADS = 4;
    private static final int IDLE_SECONDS = 30;
    private static final int MAX_WAITING = 1_000;

    private final KeyService service;
    private final ProblemBoard board;
    private final Executor threads;
    private final LongSupplier nanos;
    private final Set<String> sources = ConcurrentHashMap.newKeySet(); // of problems
    private final Map<Wanted, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Wanted, Known> eldest) {
            return size() > MAX_KEYS;
        }
    };

    /** @param wrapped empty for one to encrypt by */
    private record Wanted(EntityRef cluster, String keyId, ByteBuffer wrapped) {}

    private record Known(ManagedKeys.Found found, long untilNanos) {}

    /** Asks {@code service} on threads of its own. */
    public KmsKeys(KeyService service, ProblemBoard board) {
        this(service, board, pool(), System::nanoTime);
    }

    KmsKeys(KeyService service, ProblemBoard board, Executor threads, LongSupplier nanos) {
        this.service = service;
        this.board = board;
        this.threads = threads;
        this.nanos = nanos;
    }

    private static Executor pool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                new DefaultThreadFactory("kms", true));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Those of a virtual cluster. */
    public ManagedKeys of(EntityRef cluster) {
        return new ManagedKeys() {
            @Override
            public Found toEncrypt(String keyId) {
                return find(new Wanted(cluster, keyId, ByteBuffer.allocate(0)), () -> service.generate(keyId));
            }

            @Override
            public Found unwrapped(String keyId, ByteBuffer wrapped) {
                byte[] copy = new byte[wrapped.remaining()];
                wrapped.duplicate().get(copy);
                return find(new Wanted(cluster, keyId, ByteBuffer.wrap(copy)), () -> service.unwrap(keyId, copy));
            }
        };
    }

    private synchronized ManagedKeys.Found find(Wanted wanted, Supplier<ManagedKeys.DataKeyHere> question) {
        Known now = known.get(wanted);
        if (now != null && now.untilNanos() - nanos.getAsLong() > 0) {
            return now.found();
        }
        CompletableFuture<Void> answered = new CompletableFuture<>();
        ManagedKeys.Found asked = new ManagedKeys.Asked(answered);
        known.put(wanted, new Known(asked, nanos.getAsLong() + LIFE.toNanos()));
        try {
            threads.execute(() -> {
                learn(wanted, ask(wanted, question));
                answered.complete(null);
            });
        } catch (RejectedExecutionException e) {
            known.remove(wanted);
            return new ManagedKeys.Unavailable("too many keys are asked for at once");
        }
        return asked;
    }

    private ManagedKeys.Found ask(Wanted wanted, Supplier<ManagedKeys.DataKeyHere> question) {
        try {
            ManagedKeys.Found key = question.get();
            board.replace(source(wanted), List.of());
            return key;
        } catch (KeyServiceException e) {
            tell(wanted, e);
            String reason = "its key " + wanted.keyId() + " " + e.getMessage();
            return e.isPermanent() ? new ManagedKeys.Refused(reason) : new ManagedKeys.Unavailable(reason);
        } catch (RuntimeException e) {
            tell(wanted, new KeyServiceException("cannot be used: " + e, false));
            return new ManagedKeys.Unavailable("its key " + wanted.keyId() + " cannot be used");
        }
    }

    private void tell(Wanted wanted, KeyServiceException e) {
        sources.add(source(wanted));
        board.replace(source(wanted), List.of(problem(wanted, e)));
    }

    private synchronized void learn(Wanted wanted, ManagedKeys.Found found) {
        Duration life = found instanceof ManagedKeys.DataKeyHere ? LIFE : FAILURE_LIFE;
        known.put(wanted, new Known(found, nanos.getAsLong() + life.toNanos()));
    }

    /** What was in the way may be gone with a policy; what is still there comes again with the next use. */
    @Override
    public List<ConfigProblem> onImage(RoutingImage image) {
        sources.forEach(source -> board.replace(source, List.of()));
        sources.clear();
        return List.of();
    }

    private static String source(Wanted wanted) {
        return "kms " + wanted.cluster().id() + " " + wanted.keyId();
    }

    private static ConfigProblem problem(Wanted wanted, KeyServiceException e) {
        String effect = e.isPermanent()
                ? "Records are treated by the failure modes of the policies."
                : "Clients are told to try again; nothing is marked or left out for that.";
        return ConfigProblem.warning(
                wanted.cluster(),
                e.isPermanent() ? "virtual_cluster.key_refused" : "virtual_cluster.key_unavailable",
                "The key " + wanted.keyId() + ", by which policies of the " + wanted.cluster() + " encrypt or decrypt, "
                        + e.getMessage() + ". " + effect);
    }

    @Override
    public void close() {
        service.close();
    }
}
