package io.signalbox.rehearsal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * Makes a start cache: a node (JEP 483, 514) or a control plane records what it loads while clients of our own use it. It listens
 * on loopback alone. The cache appears whole or not at all, and nothing else is left behind.
 */
public final class Rehearsal {

    private static final int FAILED = 1;

    private Rehearsal() {}

    /** One plane's way to record what it loads. */
    private interface Recording {
        /** Returns when it has stopped, and {@code recorded} is there. */
        void run(Path launcher, Path folder, Path recorded) throws IOException, GeneralSecurityException;
    }

    /**
     * The plane, the launcher, the cache's file and, if it is only to be made for as long as a process lives, that process's id. A
     * control plane's begins when that process has become quiet.
     */
    public static void main(String[] arguments) throws IOException {
        boolean controlPlane = arguments[0].equals("control-plane");
        Path launcher = Path.of(arguments[1]);
        CacheFile cache = new CacheFile(Path.of(arguments[2]));
        if (arguments.length > 3) {
            ProcessHandle served = endWith(Long.parseLong(arguments[3]));
            if (controlPlane) {
                Quiet.await(served);
            }
        }
        Optional<WorkFolder> work = WorkFolder.openBeside(cache.path());
        if (work.isEmpty()) {
            System.err.println("another process makes a cache there");
            System.exit(FAILED);
        }
        Recording recording = controlPlane ? ControlPlaneRehearsal::record : NodeRehearsal::record;
        System.exit(make(recording, launcher, cache, work.orElseThrow()));
    }

    private static int make(Recording recording, Path launcher, CacheFile cache, WorkFolder work) throws IOException {
        try (work) {
            Path recorded = work.path().resolve("recorded" + cache.kind());
            recording.run(launcher, work.path(), recorded);
            if (!Files.isRegularFile(recorded)) {
                throw new IOException("nothing was recorded");
            }
            System.out.println(cache.take(recorded));
            return 0;
        } catch (IOException | GeneralSecurityException e) {
            if (work.isClosed()) {
                return FAILED; // we are being ended, and what failed, failed by that
            }
            System.err.println("the cache cannot be made: " + e.getMessage());
            cache.noteFailure(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }

    /** By way of the hooks at this JVM's end, which clean up. */
    private static ProcessHandle endWith(long pid) {
        Optional<ProcessHandle> served = ProcessHandle.of(pid);
        if (served.isEmpty()) {
            System.exit(FAILED);
        }
        served.orElseThrow().onExit().thenRun(() -> System.exit(FAILED));
        return served.orElseThrow();
    }
}
