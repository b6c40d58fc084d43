package io.signalbox.controlplane.events;

import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.NotificationListener;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Hears of new versions, whichever replica made them. */
@Component
class ChangedConfigurations implements NotificationListener {

    private final EventService events;

    ChangedConfigurations(EventService events) {
        this.events = events;
    }

    @Override
    public String channel() {
        return GatewayChanges.CHANNEL;
    }

    @Override
    public void notified(UUID gatewayId) {
        events.happened(new Event(Event.Kind.VERSION, gatewayId));
    }

    @Override
    public void reconnected() {
        events.missed();
    }
}
