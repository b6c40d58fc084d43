package io.signalbox.rehearsal;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.proto.config.v1.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A node that is used by a broker and clients of our own, with and without TLS. */
final class NodeRehearsal {

    private static final int CONNECTIONS = 300;
    private static final String SUFFIX = ".rehearsal.test";
    private static final Duration VALIDITY = Duration.ofDays(1);

    private NodeRehearsal() {}

    static void record(Path launcher, Path folder, Path recorded) throws IOException, GeneralSecurityException {
        record(launcher, folder, recorded, CONNECTIONS);
    }

    /** Returns when so many clients of each kind have been answered, and the node has stopped. */
    static void record(Path launcher, Path folder, Path recorded, int connections)
            throws IOException, GeneralSecurityException {
        try (RehearsalBroker broker = new RehearsalBroker()) {
            Issuer issuer = Issuer.create(Issuer.KeyKind.EC, "CN=rehearsal", VALIDITY);
            KeyedCertificate server = issuer.issue(
                    Issuer.CertificateRequest.of(Issuer.KeyKind.EC, "CN=rehearsal-node", VALIDITY, "*" + SUFFIX));
            int plaintext = RehearsedProcess.freePort();
            int tls = RehearsedProcess.freePort();
            List<Resource> resources = new ArrayList<>(StateFolder.cluster(broker.address()));
            resources.addAll(StateFolder.byPort(plaintext));
            resources.addAll(StateFolder.byName(tls, server.certificatePem(), server.keyPem(), SUFFIX));
            Map<String, String> settings = patient(StateFolder.write(folder.resolve("state"), resources));
            RehearsalClient client = new RehearsalClient(issuer.authority(), "bootstrap-orders" + SUFFIX);
            // The profile of so few connections is not recorded: code that is compiled by it stays slow.
            String options =
                    "-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining '-XX:AOTCacheOutput=" + recorded + "'";
            try (RehearsedProcess node =
                    RehearsedProcess.start(launcher, "data-plane", settings, options, folder.resolve("node.log"))) {
                node.awaitPort(tls);
                for (int i = 0; i < connections; i++) {
                    client.askInPlaintext(plaintext);
                    client.askWithTls(tls);
                }
                node.stop();
            }
        }
    }

    /** At the lowest priority of a busy machine all takes as long as it takes: a stop that was cut off would leave nothing. */
    private static Map<String, String> patient(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        List.of("HANDSHAKE", "FIRST_REQUEST", "SHUTDOWN")
                .forEach(step -> all.put("SIGNALBOX_" + step + "_TIMEOUT", RehearsedProcess.LIMIT.toSeconds() + "s"));
        return all;
    }
}
