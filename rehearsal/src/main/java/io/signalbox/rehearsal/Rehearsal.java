package io.signalbox.rehearsal;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.proto.config.v1.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a start cache (JEP 483, 514): a node records what it loads while a broker and clients of our own use it. It listens on
 * loopback alone. The cache appears whole or not at all, and nothing else is left behind.
 */
public final class Rehearsal {

    private static final int CONNECTIONS = 300;
    private static final int FAILED = 1;
    private static final String SUFFIX = ".rehearsal.test";
    private static final Duration VALIDITY = Duration.ofDays(1);

    private Rehearsal() {}

    /** The launcher, the cache's file and, if it is only to be made for as long as a process lives, that process's id. */
    public static void main(String[] arguments) throws IOException {
        Path launcher = Path.of(arguments[0]);
        CacheFile cache = new CacheFile(Path.of(arguments[1]));
        if (arguments.length > 2) {
            endWith(Long.parseLong(arguments[2]));
        }
        Optional<WorkFolder> work = WorkFolder.openBeside(cache.path());
        if (work.isEmpty()) {
            System.err.println("another process makes a cache there");
            System.exit(FAILED);
        }
        System.exit(make(launcher, cache, work.orElseThrow()));
    }

    private static int make(Path launcher, CacheFile cache, WorkFolder work) throws IOException {
        try (work) {
            Path recorded = work.path().resolve("recorded.aot");
            record(launcher, work.path(), recorded, CONNECTIONS);
            cache.take(recorded);
            System.out.println(cache.path());
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

    /** Returns when so many clients of each kind have been answered, the node has stopped, and {@code recorded} is there. */
    static void record(Path launcher, Path folder, Path recorded, int connections)
            throws IOException, GeneralSecurityException {
        try (RehearsalBroker broker = new RehearsalBroker()) {
            Issuer issuer = Issuer.create(Issuer.KeyKind.EC, "CN=rehearsal", VALIDITY);
            KeyedCertificate server = issuer.issue(
                    Issuer.CertificateRequest.of(Issuer.KeyKind.EC, "CN=rehearsal-node", VALIDITY, "*" + SUFFIX));
            int plaintext = RehearsedNode.freePort();
            int tls = RehearsedNode.freePort();
            List<Resource> resources = new ArrayList<>(StateFolder.cluster(broker.address()));
            resources.addAll(StateFolder.byPort(plaintext));
            resources.addAll(StateFolder.byName(tls, server.certificatePem(), server.keyPem(), SUFFIX));
            Map<String, String> settings = StateFolder.write(folder.resolve("state"), resources);
            RehearsalClient client = new RehearsalClient(issuer.authority(), "bootstrap-orders" + SUFFIX);
            try (RehearsedNode node = RehearsedNode.start(launcher, settings, recorded, folder.resolve("node.log"))) {
                node.awaitPort(tls);
                for (int i = 0; i < connections; i++) {
                    client.askInPlaintext(plaintext);
                    client.askWithTls(tls);
                }
                node.stop();
            }
        }
        if (!Files.isRegularFile(recorded)) {
            throw new IOException("the node has recorded nothing");
        }
    }

    /** By way of the hooks at this JVM's end, which clean up. */
    private static void endWith(long pid) {
        Optional<ProcessHandle> node = ProcessHandle.of(pid);
        if (node.isEmpty()) {
            System.exit(FAILED);
        }
        node.orElseThrow().onExit().thenRun(() -> System.exit(FAILED));
    }
}
