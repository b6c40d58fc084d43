package io.signalbox.controlplane.statickey;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.entity.EntityRules;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.entity.Unique;
import java.util.List;
import org.springframework.stereotype.Component;

/** The static keys of a gateway. */
@Component
class StaticKeys implements EntityRules<StaticKey> {

    @Override
    public EntityType<StaticKey> type() {
        return StaticKey.TYPE;
    }

    @Override
    public String collection() {
        return "static-keys";
    }

    /** Records that a key has encrypted need it as it was. */
    @Override
    public boolean isReplaceable() {
        return false;
    }

    @Override
    public Draft<StaticKey> read(BodyReader body) {
        StaticKey key = StaticKey.read(body);
        return attempt -> key;
    }

    @Override
    public List<Unique> unique(StaticKey key) {
        return List.of(Unique.name(key.name()));
    }
}
