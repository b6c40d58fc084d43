package io.signalbox.dataplane.connection;

import io.netty.channel.EventLoop;
import io.signalbox.dataplane.connection.ReadGate.Hold;
import java.util.concurrent.TimeUnit;

/** Holds the reading of one of a session's sockets to the rate of its virtual cluster. For the socket's event loop. */
final class PacedReading {

    private final ByteRate rate;
    private final ReadGate gate;
    private final EventLoop loop;
    private long noted;
    private boolean paused;
    private boolean ended;

    PacedReading(ByteRate rate, ReadGate gate, EventLoop loop) {
        this.rate = rate;
        this.gate = gate;
        this.loop = loop;
    }

    /** Something was read; {@code bytes} are those of the session's whole life. */
    void read(long bytes) {
        long nanos = rate.note(bytes - noted);
        noted = bytes;
        if (nanos > 0 && !paused && !ended) {
            paused = true;
            rate.paused(nanos);
            gate.set(Hold.BYTE_RATE, true);
            loop.schedule(this::goOn, nanos, TimeUnit.NANOSECONDS);
        }
    }

    boolean isPaused() {
        return paused;
    }

    /** The socket is somebody else's from now on. */
    void end() {
        ended = true;
    }

    private void goOn() {
        paused = false;
        if (!ended) {
            gate.set(Hold.BYTE_RATE, false);
        }
    }
}
