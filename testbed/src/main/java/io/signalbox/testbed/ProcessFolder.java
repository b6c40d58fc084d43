package io.signalbox.testbed;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A fresh folder for what the processes of one run write: state, logs, an embedded database. At the end, Ctrl-C included, it is
 * removed with all of that, once the processes have ended.
 */
public final class ProcessFolder implements AutoCloseable {

    private static final Duration END_LIMIT = Duration.ofSeconds(20);
    private static final String CONTROL_PLANE = "control-plane";

    private final TemporaryFolder folder = TemporaryFolder.create("signalbox-run-");
    private final ShutdownHook atShutdown = ShutdownHook.register("remove " + folder.path(), this::close);

    public Path path() {
        return folder.path();
    }

    /** For a control plane, whose database may lie elsewhere and is removed, too. */
    public ProcessOptions controlPlane() {
        return process(CONTROL_PLANE);
    }

    public ProcessOptions process(String name) {
        return ProcessOptions.in(folder.path(), name);
    }

    @Override
    public synchronized void close() {
        // At Ctrl-C every process is being stopped by a hook of its own, at the same time as this one runs.
        Wait.until(() -> ProcessHandle.current().children().noneMatch(ProcessHandle::isAlive), END_LIMIT);
        new ControlPlaneState(folder.path().resolve(CONTROL_PLANE)).remove();
        folder.remove();
        atShutdown.forget();
    }
}
