package io.signalbox.dataplane.connection;

import io.signalbox.acl.AclPolicies;
import io.signalbox.acl.Authorizer;
import io.signalbox.acl.Authorizer.Reach;
import io.signalbox.acl.Operation;
import io.signalbox.acl.Principal;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.layer.TopicNames;
import io.signalbox.dataplane.layer.access.AccessClient;
import io.signalbox.dataplane.layer.access.AccessLayer;
import io.signalbox.dataplane.login.Identity;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * What the client of a session may do, worked out anew when its virtual cluster has other rules, or it is another. For the
 * client's event loop.
 */
final class SessionAccess implements AccessClient {

    private final Session session;
    private final ConnectionRegistry registry;
    private final Function<Question, CompletionStage<ApiMessage>> broker;
    private VirtualCluster cluster;
    private Optional<Identity> identity = Optional.empty();
    private Authorizer authorizer = Authorizer.NOTHING;

    SessionAccess(
            Session session,
            VirtualCluster cluster,
            ConnectionRegistry registry,
            Function<Question, CompletionStage<ApiMessage>> broker) {
        this.session = session;
        this.cluster = cluster;
        this.registry = registry;
        this.broker = broker;
    }

    /** Other rules may apply, or the client be another. */
    void follow(VirtualCluster next, Optional<Identity> now) {
        if (!now.equals(identity) || !next.acls().equals(cluster.acls())) {
            authorizer = next.acls()
                    .flatMap(policies -> now.map(who -> evaluate(policies, who)))
                    .orElse(Authorizer.NOTHING);
        }
        cluster = next;
        identity = now;
    }

    private Authorizer evaluate(AclPolicies policies, Identity who) {
        Authorizer evaluated = policies.of(principal(who));
        session.traffic().conditionFailures(evaluated.failures());
        return evaluated;
    }

    /** As conditions and expressions of policies see a client. */
    static Principal principal(Identity who) {
        return new Principal(who.authType(), who.principal(), Optional.empty(), Optional.empty(), who.claims());
    }

    /** How much has to be seen of what the client asks. */
    AccessLayer layer() {
        boolean writes = authorizer.reach(Operation.WRITE, ResourceType.TOPIC) == Reach.ALL
                && authorizer.reach(Operation.WRITE, ResourceType.TRANSACTIONAL_ID) == Reach.ALL;
        return new AccessLayer(!writes, authorizer.reach(Operation.READ, ResourceType.TOPIC) != Reach.ALL);
    }

    @Override
    public Authorizer authorizer() {
        return authorizer;
    }

    @Override
    public TopicNames topics() {
        return registry.topics().ofClients(cluster);
    }

    @Override
    public CompletionStage<ApiMessage> ask(Question question) {
        return broker.apply(question);
    }

    @Override
    public void onDecision(Operation operation, ResourceType type, String name, boolean allowed) {
        session.traffic().acls.add(type, allowed, 1);
        if (!allowed) {
            registry.denials()
                    .denied(
                            cluster,
                            principal(),
                            operation,
                            type,
                            name,
                            () -> authorizer.decide(operation, type, name));
        }
    }

    @Override
    public void onAllowed(ResourceType type, int times) {
        session.traffic().acls.add(type, true, times);
    }

    private String principal() {
        return identity.map(Identity::principal).orElse(Identity.ANONYMOUS);
    }

    @Override
    public void close() {
        session.close(ConnectionEnd.ACCESS_DENIED, "it awaits no answer to what it may not do");
    }
}
