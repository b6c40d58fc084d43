package io.signalbox.dataplane.kafka.frame;

/** Another way for bytes that nobody needs to see: the rest of a long frame, before it has been read. */
@FunctionalInterface
public interface Bypass {

    /** Less than this is not worth the detour. */
    int LEAST_BYTES = 64 * 1024;

    Bypass NONE = (bytes, onMoved) -> false;

    /**
     * Takes over the next {@code bytes} that come in: they do not go through the pipeline, what follows them does.
     *
     * @param onMoved is run when the last of them has left
     * @return false to decline
     */
    boolean take(int bytes, Runnable onMoved);
}
