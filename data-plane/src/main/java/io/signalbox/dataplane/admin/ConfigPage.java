package io.signalbox.dataplane.admin;

import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.config.BackendLogin;
import io.signalbox.dataplane.config.ClientAuth;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.TlsServer;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.routing.ForwardPolicy;
import io.signalbox.routing.Printable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** What a node runs and what is wrong with it, in lines for people. No password, key or token is in it. Pure. */
public final class ConfigPage {

    private static final int MAX_LINE_LENGTH = 20_000;

    private final StringBuilder text = new StringBuilder();

    private ConfigPage() {}

    public static String of(RoutingImage image, List<ConfigProblem> problems) {
        ConfigPage page = new ConfigPage();
        page.line("version", Long.toString(image.version()));
        sorted(image.listeners(), Comparator.comparing(Listener::name)).forEach(page::listener);
        sorted(image.virtualClusters(), Comparator.comparing(VirtualCluster::name))
                .forEach(page::virtualCluster);
        sorted(image.backendClusters(), Comparator.comparing(BackendCluster::name))
                .forEach(page::backendCluster);
        problems.forEach(problem -> page.line(
                problem.severity().name().toLowerCase(Locale.ROOT), problem.code() + ": " + problem.message()));
        return page.text.toString();
    }

    private void listener(Listener listener) {
        line(
                "listener",
                listener.name() + " (" + listener.id() + ") addresses=" + listener.addresses() + " ports="
                        + listener.ports());
        listener.tls().ifPresent(this::tls);
        for (ForwardPolicy policy : listener.routes().policies()) {
            line("  forward", policy.id() + " " + policy.addressing());
        }
    }

    private void tls(TlsServer tls) {
        String clients = tls.clientAuthentication()
                .map(asked -> asked.required() ? "required" : "requested")
                .orElse("not asked for");
        line(
                "  tls_server",
                tls.chain().leaf().getSubjectX500Principal() + " until "
                        + tls.chain().leaf().getNotAfter().toInstant() + " versions=" + tls.protocols()
                        + " plaintext=" + tls.allowPlaintext() + " client_certificates=" + clients);
    }

    private void virtualCluster(VirtualCluster cluster) {
        line(
                "virtual cluster",
                cluster.name() + " (" + cluster.id() + ") dns_label=" + cluster.dnsLabel() + " backend_cluster="
                        + cluster.backendCluster().name());
        cluster.authentication().forEach(entry -> line("  authentication", entry(entry)));
    }

    private static String entry(ClientAuth entry) {
        return entry.match(
                () -> "anonymous",
                () -> "client_certificate",
                plain -> "sasl_plain " + plain.mediation() + " principals="
                        + plain.principals().size(),
                scram -> "sasl_scram " + scram.algorithm(),
                oauth -> "oauth_bearer " + oauth.mediation()
                        + oauth.rules()
                                .jwksEndpoint()
                                .map(keys -> " jwks=" + keys)
                                .orElse(""));
    }

    private void backendCluster(BackendCluster cluster) {
        line(
                "backend cluster",
                cluster.name() + " (" + cluster.id() + ") servers=" + cluster.bootstrapServers() + " tls="
                        + cluster.tls().isPresent() + " login=" + login(cluster.login()));
    }

    private static String login(BackendLogin login) {
        return login.match(
                () -> "none",
                plain -> plain.mechanism() + " of " + plain.username(),
                scram -> scram.mechanism() + " of " + scram.username());
    }

    private void line(String what, String value) {
        text.append(what)
                .append(": ")
                .append(Printable.of(value, MAX_LINE_LENGTH))
                .append('\n');
    }

    private static <T> List<T> sorted(Map<UUID, T> entities, Comparator<T> order) {
        return entities.values().stream().sorted(order).toList();
    }
}
