package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.kafka.ClientSoftware;
import io.signalbox.dataplane.login.Identity;
import io.signalbox.routing.Printable;
import io.signalbox.routing.Route;
import java.util.Optional;

/**
 * What is known of a client and where it went, for logs.
 *
 * @param certificatePrincipal whom its certificate stands for, whether or not it is in by that
 */
record ConnectionText(
        Route route,
        Optional<Identity> identity,
        Optional<String> certificatePrincipal,
        Optional<ClientSoftware> software) {

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(route.virtualCluster().name() + "/" + route.target());
        identity.map(Identity::principal)
                .or(() -> certificatePrincipal)
                .ifPresent(name -> text.append(" principal=\"")
                        .append(Printable.name(name))
                        .append('"'));
        identity.ifPresent(who -> text.append(" auth=").append(who.authType()));
        software.ifPresent(said -> text.append(" software=").append(said));
        return text.toString();
    }
}
