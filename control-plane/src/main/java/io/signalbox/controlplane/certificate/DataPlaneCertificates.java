package io.signalbox.controlplane.certificate;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityRules;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.entity.Unique;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** The data-plane certificates of a gateway. */
@Component
class DataPlaneCertificates implements EntityRules<DataPlaneCertificate> {

    @Override
    public EntityType<DataPlaneCertificate> type() {
        return DataPlaneCertificate.TYPE;
    }

    @Override
    public String collection() {
        return "data-plane-certificates";
    }

    @Override
    public Draft<DataPlaneCertificate> read(BodyReader body) {
        DataPlaneCertificate certificate = DataPlaneCertificate.read(body);
        return attempt -> certificate;
    }

    @Override
    public List<Unique> unique(DataPlaneCertificate certificate) {
        return certificate.name().map(Unique::name).stream().toList();
    }

    @Override
    public Optional<Unique> mark(DataPlaneCertificate certificate) {
        return Optional.of(new Unique("certificate", certificate.certificate()));
    }

    @Override
    public Function<Entity<DataPlaneCertificate>, Object> view(
            UUID gatewayId, List<Entity<DataPlaneCertificate>> entities) {
        return View::of;
    }

    private record View(
            UUID id,
            Optional<String> name,
            Optional<String> description,
            String certificate,
            CertificateMetadata metadata,
            Instant createdAt,
            Instant updatedAt) {

        static View of(Entity<DataPlaneCertificate> entity) {
            DataPlaneCertificate spec = entity.spec();
            return new View(
                    entity.id(),
                    spec.name(),
                    spec.description(),
                    spec.certificate(),
                    CertificateMetadata.of(Pem.stored(spec.certificate())),
                    entity.stamp().createdAt(),
                    entity.stamp().updatedAt());
        }
    }
}
