package io.signalbox.dataplane.kafka.exchange;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes the layers of all connections may hold at a time: frames that are kept together, and what is made of them.
 * Who gets none at once waits, in turn; nobody is refused. An owner gets no more than half. What is larger than that is
 * given to one who holds nothing. For any thread; nobody waits for a lock.
 */
public final class MemoryBudget {

    /** Less than this is not worth counting: a connection has as much in its buffers. */
    public static final int LEAST_BYTES = 64 * 1024;

    private static final int OWNERS_PART = 2; // of all

    private final long limit;
    private final AtomicLong held = new AtomicLong();
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private final AtomicInteger toLook = new AtomicInteger(); // so many times those who wait are to be gone over

    private record Waiter(Share share, long bytes, Runnable onTaken) {}

    public MemoryBudget(long limitBytes) {
        this.limit = limitBytes;
    }

    /** Of which there is always enough. */
    public static MemoryBudget unlimited() {
        return new MemoryBudget(Long.MAX_VALUE);
    }

    /** Bytes that are held at the moment. */
    public long held() {
        return held.get();
    }

    /** How many wait for bytes. */
    public int waiting() {
        return waiters.size();
    }

    /** For a further owner. */
    public Share share() {
        return new Share();
    }

    /** What one owner holds. */
    public final class Share {

        private final AtomicLong own = new AtomicLong();

        /** Takes so many bytes, unless there are fewer, or somebody waits. */
        public boolean tryTake(long bytes) {
            return waiters.isEmpty() && takes(bytes);
        }

        /** Takes so many bytes when their turn has come, and runs {@code onTaken} then, now or later and on any thread. */
        public void take(long bytes, Runnable onTaken) {
            waiters.add(new Waiter(this, bytes, onTaken));
            grant();
        }

        /**
         * Takes so many bytes, whether or not there are any left: for one who holds others, and would keep them while it
         * waits. They are missing for all who come later.
         */
        public void takeMore(long bytes) {
            own.addAndGet(bytes);
            held.addAndGet(bytes);
        }

        public void giveBack(long bytes) {
            own.addAndGet(-bytes);
            held.addAndGet(-bytes);
            grant();
        }

        private boolean takes(long bytes) {
            if (!add(own, bytes, limit / OWNERS_PART)) {
                return false;
            }
            if (add(held, bytes, limit)) {
                return true;
            }
            own.addAndGet(-bytes);
            return false;
        }
    }

    private static boolean add(AtomicLong taken, long bytes, long most) {
        long now = taken.get();
        while (hasRoom(now, bytes, most)) {
            if (taken.compareAndSet(now, now + bytes)) {
                return true;
            }
            now = taken.get();
        }
        return false;
    }

    private static boolean hasRoom(long taken, long bytes, long most) {
        return taken <= 0 || bytes <= most - taken;
    }

    /** One thread goes over those who wait; another one that comes meanwhile has it do so once more. */
    private void grant() {
        if (toLook.getAndIncrement() > 0) {
            return;
        }
        int looked = 1;
        do {
            look();
            looked = toLook.addAndGet(-looked);
        } while (looked > 0);
    }

    /** Those behind one who waits for all owners' bytes wait, too; those behind one who waits for its own do not. */
    private void look() {
        Set<Share> full = new HashSet<>();
        for (Iterator<Waiter> i = waiters.iterator(); i.hasNext(); ) {
            Waiter next = i.next();
            Share share = next.share();
            if (full.contains(share) || !hasRoom(share.own.get(), next.bytes(), limit / OWNERS_PART)) {
                full.add(share);
            } else if (share.takes(next.bytes())) {
                i.remove();
                next.onTaken().run();
            } else {
                return;
            }
        }
    }
}
