package io.signalbox.controlplane.events;

import io.signalbox.controlplane.gateway.NotificationListener;
import io.signalbox.controlplane.node.NodeService;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Hears of what nodes say that is new, whichever replica they are connected to. */
@Component
class ReportsOfNodes implements NotificationListener {

    private final EventService events;

    ReportsOfNodes(EventService events) {
        this.events = events;
    }

    @Override
    public String channel() {
        return NodeService.CHANNEL;
    }

    @Override
    public void notified(UUID gatewayId) {
        events.happened(new Event(Event.Kind.NODES, gatewayId));
    }

    /** The other listener says so for both. */
    @Override
    public void reconnected() {}
}
