package io.signalbox.controlplane.certificateuse;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.traffic.ReadCertificate;
import io.signalbox.credentials.CertificateChain;
import io.signalbox.credentials.CertificateNames;
import io.signalbox.credentials.SecretText;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** Every certificate that a gateway has in use, the one that expires first at the beginning. */
record UsedCertificates(List<Used> data) {

    /** What a certificate is for. */
    enum Purpose {
        LISTENER,
        CLIENT_TRUST,
        BACKEND_TRUST,
        BACKEND_CLIENT,
        NODE;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether others' certificates are checked by it; else it is shown to others. */
        boolean isTrust() {
            return this == CLIENT_TRUST || this == BACKEND_TRUST;
        }
    }

    record User(String type, UUID id, Optional<String> name) {

        static User of(EntityKind kind, UUID id, Optional<String> name) {
            return new User(kind.text(), id, name);
        }
    }

    /**
     * One certificate, or why nothing is known of it.
     *
     * @param listenerId of which the policy is that uses it
     * @param unknown a sentence; then there is nothing else
     * @param readByNodes how many nodes have it in their environment, of one that only nodes know
     * @param uncovered addresses that clients are given and that it is not for; some of many
     */
    record Used(
            User usedBy,
            Optional<UUID> listenerId,
            String purpose,
            Optional<String> unknown,
            Optional<String> subject,
            List<String> names,
            Optional<Instant> notBefore,
            Optional<Instant> notAfter,
            Optional<Long> readByNodes,
            List<String> uncovered) {

        Used uncovered(List<String> addresses) {
            return new Used(
                    usedBy, listenerId, purpose, unknown, subject, names, notBefore, notAfter, readByNodes, addresses);
        }
    }

    /**
     * The leaf of a chain; of trusted CAs, each of them.
     *
     * @param read what nodes have read from their environment, and how many have
     */
    static List<Used> of(
            User user, Optional<UUID> listenerId, Purpose purpose, String pem, Map<ReadCertificate, Long> read) {
        if (SecretText.isReference(pem)) {
            return onNodes(user, listenerId, purpose, read);
        }
        try {
            CertificateChain chain = CertificateChain.parse(pem);
            return (purpose.isTrust() ? chain.certificates() : List.of(chain.leaf()))
                    .stream()
                            .map(certificate -> known(user, listenerId, purpose, certificate))
                            .toList();
        } catch (IllegalArgumentException e) {
            return List.of(unknown(user, listenerId, purpose, "It cannot be read: " + e.getMessage()));
        }
    }

    private static List<Used> onNodes(
            User user, Optional<UUID> listenerId, Purpose purpose, Map<ReadCertificate, Long> read) {
        List<Used> said = read.entrySet().stream()
                .filter(entry -> entry.getKey().entityId().equals(user.id())
                        && entry.getKey().trusted() == purpose.isTrust())
                .map(entry -> read(user, listenerId, purpose, entry.getKey(), entry.getValue()))
                .toList();
        return said.isEmpty()
                ? List.of(unknown(
                        user,
                        listenerId,
                        purpose,
                        "It is in the environment of the nodes, and none has said what it has."))
                : said;
    }

    private static Used read(
            User user, Optional<UUID> listenerId, Purpose purpose, ReadCertificate certificate, long nodes) {
        return new Used(
                user,
                listenerId,
                purpose.text(),
                Optional.empty(),
                Optional.of(certificate.subject()),
                certificate.names(),
                Optional.of(certificate.notBefore()),
                Optional.of(certificate.notAfter()),
                Optional.of(nodes),
                List.of());
    }

    private static Used known(User user, Optional<UUID> listenerId, Purpose purpose, X509Certificate certificate) {
        return new Used(
                user,
                listenerId,
                purpose.text(),
                Optional.empty(),
                Optional.of(certificate.getSubjectX500Principal().getName()),
                List.copyOf(new TreeSet<>(CertificateNames.of(certificate).names())),
                Optional.of(certificate.getNotBefore().toInstant()),
                Optional.of(certificate.getNotAfter().toInstant()),
                Optional.empty(),
                List.of());
    }

    private static Used unknown(User user, Optional<UUID> listenerId, Purpose purpose, String why) {
        return new Used(
                user,
                listenerId,
                purpose.text(),
                Optional.of(why),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
