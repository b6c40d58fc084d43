package io.signalbox.dataplane.registry;

import io.signalbox.records.schema.RecordSchema;
import io.signalbox.records.schema.RegisteredSchema;
import io.signalbox.records.schema.Schemas.Awaited;
import io.signalbox.records.schema.Schemas.Lookup;
import io.signalbox.records.schema.Schemas.Ready;
import io.signalbox.records.schema.Schemas.Unavailable;
import io.signalbox.records.schema.Schemas.Useless;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schemas of one registry. What is here stays, as long as there is room: an id always means the same schema. That there is
 * none is believed for seconds, and while the registry is in trouble it is left in peace for one. Each schema is asked for once
 * at a time. For any thread; {@link #find} never waits.
 */
final class SchemaCache {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaCache.class);

    static final Duration USELESS_FOR = Duration.ofSeconds(5);
    static final Duration TROUBLED_FOR = Duration.ofSeconds(1);
    /** After so long nobody waits for an answer any more, though it may come. */
    static final Duration MAX_WAIT = Duration.ofSeconds(15);

    static final int MAX_SCHEMAS = 1_000;
    private static final long MAX_CHARACTERS = 16L * 1024 * 1024;
    private static final int ROOMY_SCHEMAS = MAX_SCHEMAS - MAX_SCHEMAS / 8;
    private static final long ROOMY_CHARACTERS = MAX_CHARACTERS - MAX_CHARACTERS / 8;
    private static final long FOR_GOOD = Long.MAX_VALUE;

    private final ConcurrentMap<Integer, Entry> entries = new ConcurrentHashMap<>();
    private final Source source;
    private final Executor threads;
    private final LongSupplier nanos;
    private final Consumer<Optional<String>> onHealth;
    private volatile boolean closed;
    private volatile Trouble trouble = new Trouble("", 0, false);

    /** Where schemas come from. */
    @FunctionalInterface
    interface Source {

        /**
         * Waits for a schema.
         *
         * @throws RegistryException when that is not to be had at present
         * @throws IllegalArgumentException when there is none that can be used; the reason goes on after "which"
         */
        RegisteredSchema fetch(int id) throws RegistryException, InterruptedException;
    }

    /** @param until it is not asked again; where {@code is} */
    private record Trouble(String reason, long until, boolean is) {}

    private static final class Entry {

        private final Lookup lookup;
        private final long until;
        private final int characters;
        private volatile boolean used;

        Entry(Lookup lookup, long until, int characters) {
            this.lookup = lookup;
            this.until = until;
            this.characters = characters;
        }

        void use() {
            if (!used) {
                used = true;
            }
        }

        boolean isAwaited() {
            return lookup instanceof Awaited;
        }
    }

    /**
     * An empty one.
     *
     * @param threads on which {@code source} is asked
     * @param nanos the time
     * @param onHealth is told what is wrong with the registry; nothing where it answers
     */
    SchemaCache(Source source, Executor threads, LongSupplier nanos, Consumer<Optional<String>> onHealth) {
        this.source = source;
        this.threads = threads;
        this.nanos = nanos;
        this.onHealth = onHealth;
    }

    Lookup find(int id) {
        Entry known = entries.get(id);
        if (known != null && isGood(known)) {
            known.use();
            return known.lookup;
        }
        if (known != null && known.isAwaited()) {
            return new Unavailable("it has not answered for " + MAX_WAIT.toSeconds() + " s");
        }
        Trouble now = trouble;
        if (now.is() && nanos.getAsLong() - now.until() < 0) {
            return new Unavailable(now.reason());
        }
        return ask(id);
    }

    private boolean isGood(Entry entry) {
        return entry.until == FOR_GOOD || nanos.getAsLong() - entry.until < 0;
    }

    private Lookup ask(int id) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Entry mine = new Entry(
                new Awaited(done.copy().completeOnTimeout(null, MAX_WAIT.toNanos(), TimeUnit.NANOSECONDS)),
                nanos.getAsLong() + MAX_WAIT.toNanos(),
                0);
        Entry there = entries.compute(
                id, (same, known) -> known != null && (known.isAwaited() || isGood(known)) ? known : mine);
        if (there == mine) {
            try {
                threads.execute(() -> fetch(id, done));
            } catch (RejectedExecutionException e) {
                entries.remove(id, mine);
                done.complete(null);
                return new Unavailable("too many schemas are asked for at once");
            }
        }
        return there.lookup;
    }

    private void fetch(int id, CompletableFuture<Void> done) {
        try {
            if (closed) {
                entries.remove(id);
                return;
            }
            RegisteredSchema registered = source.fetch(id);
            healthy();
            put(id, new Entry(new Ready(RecordSchema.of(registered)), FOR_GOOD, characters(registered)));
        } catch (RegistryException e) {
            inTrouble(id, e);
        } catch (InterruptedException e) {
            entries.remove(id);
            Thread.currentThread().interrupt();
        } catch (IllegalArgumentException e) {
            healthy();
            put(
                    id,
                    new Entry(
                            new Useless(String.valueOf(e.getMessage())), nanos.getAsLong() + USELESS_FOR.toNanos(), 0));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("a schema could not be read: id={}", id, e);
            put(id, new Entry(new Useless("this node cannot read"), nanos.getAsLong() + USELESS_FOR.toNanos(), 0));
        } finally {
            done.complete(null);
        }
    }

    private void healthy() {
        if (trouble.is()) {
            trouble = new Trouble("", 0, false);
        }
        onHealth.accept(Optional.empty());
    }

    private void inTrouble(int id, RegistryException failure) {
        String reason = String.valueOf(failure.getMessage());
        long until = nanos.getAsLong() + TROUBLED_FOR.toNanos();
        if (failure.isOfAll()) {
            trouble = new Trouble(reason, until, true);
        }
        put(id, new Entry(new Unavailable(reason), until, 0));
        onHealth.accept(Optional.of(reason));
    }

    /** What is asked for from now on is not fetched. */
    void close() {
        closed = true;
    }

    private static int characters(RegisteredSchema registered) {
        return registered.text().length()
                + registered.references().stream()
                        .mapToInt(named -> named.text().length())
                        .sum();
    }

    private synchronized void put(int id, Entry entry) {
        entries.put(id, entry);
        long characters = characters();
        if (entries.size() > MAX_SCHEMAS || characters > MAX_CHARACTERS) {
            // Those first that nobody has asked for since room was last made; more than one, as it is work.
            makeRoom(other -> other == entry || other.isAwaited() || other.used);
            makeRoom(other -> other == entry || other.isAwaited());
            entries.values().forEach(other -> other.used = false);
        }
    }

    private long characters() {
        return entries.values().stream().mapToLong(entry -> entry.characters).sum();
    }

    private void makeRoom(Predicate<Entry> stays) {
        int schemas = entries.size();
        long characters = characters();
        for (Iterator<Entry> each = entries.values().iterator();
                each.hasNext() && (schemas > ROOMY_SCHEMAS || characters > ROOMY_CHARACTERS); ) {
            Entry entry = each.next();
            if (!stays.test(entry)) {
                each.remove();
                schemas--;
                characters -= entry.characters;
            }
        }
    }
}
