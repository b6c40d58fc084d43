package io.signalbox.dataplane.connection;

import io.signalbox.acl.Aliases;
import io.signalbox.acl.TopicAliases;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.layer.TopicNames;
import io.signalbox.dataplane.layer.aliases.AliasClient;
import io.signalbox.dataplane.layer.aliases.AliasTopics;
import io.signalbox.dataplane.login.Identity;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Which aliases exist for the client of a session, worked out anew when its virtual cluster has others, or it is another.
 * For the client's event loop.
 */
final class SessionAliases implements AliasClient {

    private final Session session;
    private final ConnectionRegistry registry;
    private final Function<Question, CompletionStage<ApiMessage>> below;
    private VirtualCluster cluster;
    private TopicAliases followed = TopicAliases.NONE;
    private Optional<Identity> identity = Optional.empty();
    private Aliases aliases = Aliases.NONE;

    SessionAliases(
            Session session,
            VirtualCluster cluster,
            ConnectionRegistry registry,
            Function<Question, CompletionStage<ApiMessage>> below) {
        this.session = session;
        this.cluster = cluster;
        this.registry = registry;
        this.below = below;
    }

    /** There may be other aliases, or the client be another. */
    void follow(VirtualCluster next, Optional<Identity> now) {
        cluster = next;
        if (now.equals(identity) && next.aliases().equals(followed)) {
            return;
        }
        identity = now;
        followed = next.aliases();
        aliases = now.map(who -> followed.of(SessionAccess.principal(who))).orElse(Aliases.NONE);
        session.traffic().conditionFailures(aliases.failures());
    }

    @Override
    public Aliases aliases() {
        return aliases;
    }

    @Override
    public AliasTopics known() {
        return registry.topics().aliases(cluster, session.traffic());
    }

    @Override
    public TopicNames topics() {
        return registry.topics().withoutAliases(cluster);
    }

    @Override
    public CompletionStage<ApiMessage> ask(Question question) {
        return below.apply(question);
    }
}
