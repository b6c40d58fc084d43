package io.signalbox.dataplane.config;

import io.signalbox.credentials.CertificateNames;
import io.signalbox.routing.ForwardPolicy;
import io.signalbox.routing.VirtualClusterRef;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Certificates that clients refuse, or soon will: for their age, or for the names that they do not cover. Pure. */
public final class CertificateCheck {

    private static final Duration WARN_BEFORE = Duration.ofDays(30);
    private static final int NAMED = 5; // a message is for people

    private CertificateCheck() {}

    static List<ConfigProblem> problems(
            RoutingImage image, GeneratedNames names, ClusterFindings findings, Instant now) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (Listener listener : image.listeners().values()) {
            listener.tls().ifPresent(tls -> {
                age(listener, tls, now).ifPresent(problems::add);
                for (ForwardPolicy policy : listener.routes().policies()) {
                    uncovered(listener, tls, policy, names, findings).ifPresent(problems::add);
                }
            });
        }
        return problems;
    }

    /** How long the first certificate of a chain to expire is still good for; negative when it is expired. */
    public static Duration timeLeft(TlsServer tls, Instant now) {
        return Duration.between(now, firstToExpire(tls).getNotAfter().toInstant());
    }

    private static X509Certificate firstToExpire(TlsServer tls) {
        return tls.chain().certificates().stream()
                .min(Comparator.comparing(X509Certificate::getNotAfter))
                .orElseThrow();
    }

    private static Optional<ConfigProblem> age(Listener listener, TlsServer tls, Instant now) {
        X509Certificate certificate = firstToExpire(tls);
        Duration left = timeLeft(tls, now);
        Instant begin = certificate.getNotBefore().toInstant();
        String which = "The certificate of [" + certificate.getSubjectX500Principal() + "] of the " + tls.policy()
                + " of the " + listener.ref();
        if (left.isNegative()) {
            return Optional.of(ConfigProblem.error(
                    tls.policy(),
                    "tls_server.certificate_expired",
                    which + " expired at " + certificate.getNotAfter().toInstant()
                            + ". It is still presented, but clients refuse it."));
        }
        if (begin.isAfter(now)) {
            return Optional.of(ConfigProblem.warning(
                    tls.policy(),
                    "tls_server.certificate_not_yet_valid",
                    which + " is not valid before " + begin + ". It is presented, but clients refuse it until then."));
        }
        return left.compareTo(WARN_BEFORE) > 0
                ? Optional.empty()
                : Optional.of(ConfigProblem.warning(
                        tls.policy(),
                        "tls_server.certificate_expires",
                        which + " expires at " + certificate.getNotAfter().toInstant() + ", in " + left.toDays()
                                + " days. All is served until then."));
    }

    private static Optional<ConfigProblem> uncovered(
            Listener listener, TlsServer tls, ForwardPolicy policy, GeneratedNames names, ClusterFindings findings) {
        CertificateNames covered = CertificateNames.of(tls.chain().leaf());
        List<Missing> missing = policy.byKind(
                mapping -> isName(mapping.advertisedHost()) && !covered.cover(mapping.advertisedHost())
                        ? List.of(new Missing(mapping.virtualCluster(), List.of(mapping.advertisedHost())))
                        : List.of(),
                sni -> findings
                        .among(
                                sni,
                                tls.chain().leaf(),
                                cluster -> names.of(sni, cluster).anyMatch(name -> !covered.cover(name)))
                        .stream()
                        .map(cluster -> new Missing(
                                cluster,
                                names.of(sni, cluster)
                                        .filter(name -> !covered.cover(name))
                                        .toList()))
                        .toList());
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(ConfigProblem.warning(
                        tls.policy(),
                        "tls_server.names_not_covered",
                        "The certificate of the " + tls.policy() + " of the " + listener.ref()
                                + " does not cover names that policy (" + policy.id() + ") gives to clients: "
                                + text(missing)
                                + ". Clients that check names cannot connect by them; all is served."));
    }

    /** An address is covered by other means than a name is. */
    private static boolean isName(String host) {
        return host.chars().anyMatch(c -> c >= 'a' && c <= 'z') && host.indexOf(':') < 0;
    }

    private record Missing(VirtualClusterRef cluster, List<String> names) {

        @Override
        public String toString() {
            return String.join(", ", names.stream().limit(NAMED).toList())
                    + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "") + " of virtual cluster ["
                    + cluster.name() + "]";
        }
    }

    private static String text(List<Missing> missing) {
        return String.join(
                        "; ",
                        missing.stream().limit(NAMED).map(Missing::toString).toList())
                + (missing.size() > NAMED
                        ? "; and those of " + (missing.size() - NAMED) + " more virtual clusters"
                        : "");
    }
}
