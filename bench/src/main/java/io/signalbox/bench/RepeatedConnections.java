package io.signalbox.bench;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** The same thing on one connection after the other, so often in a second, from some threads. What comes back does not matter. */
record RepeatedConnections(String name, int perSecond, int threads, One one) implements Attack {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Connects, does harm, and goes. */
    interface One {
        void open(int number) throws IOException;
    }

    @Override
    public String size() {
        return perSecond + " in a second";
    }

    @Override
    public Running begin() {
        Repeating[] all = new Repeating[threads];
        for (int i = 0; i < threads; i++) {
            all[i] = new Repeating(i);
            all[i].thread.start();
        }
        return () -> {
            for (Repeating each : all) {
                each.goesOn = false;
            }
            for (Repeating each : all) {
                each.join();
            }
        };
    }

    private final class Repeating implements Runnable {

        private final int first;
        private final Thread thread = new Thread(this, name);
        private volatile boolean goesOn = true;

        private Repeating(int first) {
            this.first = first;
        }

        @Override
        public void run() {
            long begin = System.nanoTime();
            for (int number = first; goesOn; number += threads) {
                long due = begin + number * NANOS_PER_SECOND / perSecond;
                LockSupport.parkNanos(due - System.nanoTime());
                try {
                    one.open(number);
                } catch (IOException e) {
                    // It was refused, closed or reset: as it should be.
                }
            }
        }

        private void join() {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
