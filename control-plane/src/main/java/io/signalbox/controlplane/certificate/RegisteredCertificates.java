package io.signalbox.controlplane.certificate;

import io.signalbox.controlplane.entity.EntityStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The certificates by which a gateway's nodes are known, for those who look at all of them. */
@Component
public class RegisteredCertificates {

    private final EntityStore store;

    RegisteredCertificates(EntityStore store) {
        this.store = store;
    }

    /** One of them. */
    public record Registered(UUID id, Optional<String> name, String pem) {}

    public List<Registered> of(UUID gatewayId) {
        return store.all(DataPlaneCertificate.TYPE, gatewayId).stream()
                .map(entity ->
                        new Registered(entity.id(), entity.name(), entity.spec().certificate()))
                .toList();
    }
}
