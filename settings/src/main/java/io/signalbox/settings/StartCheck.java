package io.signalbox.settings;

import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Looks at what a process needs before it is started, and says one line about each: {@code ok}, {@code WARN} for what will be a
 * problem, {@code FAIL} for what stops the start or what it is for, both with what to do. Changes nothing.
 */
public final class StartCheck {

    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final int SOMETHING_FAILS = 1;

    private final PrintWriter out;
    private boolean failed;

    public StartCheck(PrintWriter out) {
        this.out = out;
    }

    /** For a process that only checks: its lines are all that it says. */
    public static void silenceLog() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.detachAndStopAllAppenders(); // a level of its own, as some loggers have, would win over the root's
        }
    }

    public void good(String subject, String fact) {
        say("ok  ", subject, fact);
    }

    public void doubtful(String subject, String fact, String remedy) {
        say("WARN", subject, fact + ": " + remedy);
    }

    public void bad(String subject, String fact, String remedy) {
        failed = true;
        say("FAIL", subject, fact + ": " + remedy);
    }

    /** The process's exit status: 1 when something fails. */
    public int status() {
        return failed ? SOMETHING_FAILS : 0;
    }

    /** The one that runs this, which is the one that the launcher starts the process by. */
    public void java() {
        good("Java", Runtime.version() + " in " + System.getProperty("java.home"));
    }

    /** A port that the process will listen at; 0 stands for any free one. */
    public void port(String setting, InetSocketAddress address) {
        String where = address.getAddress().getHostAddress() + ":" + address.getPort();
        if (address.getPort() == 0) {
            good(setting, "any free port");
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            good(setting, where + " is free");
        } catch (IOException e) {
            bad(
                    setting,
                    where + " cannot be opened (" + e.getMessage() + ")",
                    "stop what listens there, or set another");
        }
    }

    /** A process's own directory, which is made at the start where it is missing. */
    public void stateDirectory(String setting, Path path) {
        if (!Files.exists(path)) {
            Path parent = existing(path);
            if (Files.isDirectory(parent) && Files.isWritable(parent)) {
                good(setting, path + " is not there yet, and can be made");
            } else {
                bad(setting, path + " is not there and cannot be made in " + parent, "make it, for the process's user");
            }
        } else if (!Files.isDirectory(path) || !Files.isWritable(path) || !Files.isExecutable(path)) {
            bad(setting, path + " is no directory that this user may write", "check its owner, or set another");
        } else if (isLocked(path.resolve("lock"))) {
            bad(setting, path + " is in use by a running process", "stop that one, or set another directory");
        } else {
            ownersAlone(setting, path, "chmod 700 " + path);
        }
    }

    /** A file with a secret in it, which the process can read. */
    public void secretFile(String setting, Path path) {
        ownersAlone(setting, path, "chmod o= " + path);
    }

    /** A certificate by which the process shows who it is, or trusts others. */
    public void certificate(String setting, X509Certificate certificate) {
        String name = certificate.getSubjectX500Principal().getName();
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        Instant now = Instant.now();
        if (now.isAfter(until)) {
            bad(setting, name + " has expired at " + until, "have it renewed");
        } else if (now.isBefore(from)) {
            bad(setting, name + " is not valid before " + from, "look at this machine's clock, " + now);
        } else if (now.plus(RENEW_BEFORE).isAfter(until)) {
            doubtful(setting, name + " expires at " + until, "have it renewed");
        } else {
            good(setting, name + ", valid until " + until);
        }
    }

    /** A directory whose owner is not this process's user may still be shared by a group on purpose; never by everybody. */
    private void ownersAlone(String setting, Path path, String remedy) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            String text = PosixFilePermissions.toString(permissions);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_EXECUTE)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                doubtful(setting, path + " is open to every user of this machine (" + text + ")", remedy);
            } else {
                good(setting, path + " (" + text + ")");
            }
        } catch (IOException e) {
            bad(setting, path + " cannot be looked at (" + e.getMessage() + ")", "check its owner and its permissions");
        }
    }

    private static Path existing(Path path) {
        @Nullable Path parent = path.toAbsolutePath();
        while (parent.getParent() != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        return parent;
    }

    private static boolean isLocked(Path file) {
        if (!Files.isWritable(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true; // within this process
        } catch (IOException e) {
            return false; // some network file systems have no locks; the start goes on without, too
        }
    }

    private void say(String verdict, String subject, String rest) {
        out.println(verdict + "  " + subject + ": " + rest);
        out.flush();
    }
}
