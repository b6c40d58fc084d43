package io.signalbox.dataplane.layer.aliases;

import io.signalbox.acl.Aliases;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.layer.TopicLook;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Lets a Produce or a Fetch go on as bytes whose topics are all called by their own names, or ids. It remembers which topics these
 * are for as long as the client has the same aliases; whatever else there is to be said of a request is for {@link Rules}.
 */
final class QuickAliases implements TopicLook.Layer {

    private final AliasClient client;
    private final TopicLook look = new TopicLook(this);
    private Aliases aliases;

    QuickAliases(AliasClient client) {
        this.client = client;
        this.aliases = client.aliases();
    }

    @SuppressWarnings("ReferenceEquality") // other aliases are another object
    boolean letsPass(RequestBytes request) {
        if (request.api() != ApiKeys.PRODUCE && request.api() != ApiKeys.FETCH) {
            return false;
        }
        Aliases now = client.aliases();
        if (now != aliases) {
            look.forget();
            aliases = now;
        }
        return look.letsPass(request);
    }

    /** Of what an alias' id may stand for, {@link Asked} knows more. */
    @Override
    public Optional<String> name(Uuid id) {
        return client.known().find(id) == null
                ? Optional.ofNullable(client.topics().find(id))
                : Optional.empty();
    }

    @Override
    public boolean isFree(String topic, boolean reads) {
        return !aliases.has(topic);
    }
}
