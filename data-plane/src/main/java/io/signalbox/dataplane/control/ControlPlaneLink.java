package io.signalbox.dataplane.control;

import java.time.Duration;
import java.util.Optional;

/** Whether this node has a control plane, since when, and what went wrong last. For any thread. */
public final class ControlPlaneLink {

    private volatile State state = new State(false, System.nanoTime(), Optional.empty());

    public boolean isConnected() {
        return state.connected;
    }

    /** How long it has been as {@link #isConnected} says. */
    public Duration since() {
        return Duration.ofNanos(System.nanoTime() - state.sinceNanos);
    }

    /** Of the last attempt; empty while it is connected. */
    public Optional<StreamFailure> failure() {
        return state.failure;
    }

    /** Answers whether that is news. */
    boolean connected() {
        if (state.connected) {
            return false;
        }
        state = new State(true, System.nanoTime(), Optional.empty());
        return true;
    }

    /** Answers whether that is news. */
    boolean failed(StreamFailure failure) {
        State before = state;
        state = new State(false, before.connected ? System.nanoTime() : before.sinceNanos, Optional.of(failure));
        return !before.failure.equals(state.failure);
    }

    private record State(boolean connected, long sinceNanos, Optional<StreamFailure> failure) {}
}
