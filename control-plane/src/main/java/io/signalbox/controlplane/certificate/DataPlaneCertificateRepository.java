package io.signalbox.controlplane.certificate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface DataPlaneCertificateRepository extends Repository<DataPlaneCertificateEntity, UUID> {

    DataPlaneCertificateEntity saveAndFlush(DataPlaneCertificateEntity entity);

    Optional<DataPlaneCertificateEntity> findByGatewayIdAndId(UUID gatewayId, UUID id);

    Optional<DataPlaneCertificateEntity> findByGatewayIdAndName(UUID gatewayId, String name);

    List<DataPlaneCertificateEntity> findByGatewayId(UUID gatewayId);

    @Query("select e from DataPlaneCertificateEntity e where e.gatewayId = :gatewayId"
            + " and locate(lower(:contains), lower(coalesce(e.name, ''))) > 0"
            + " and (e.stamp.createdAt > :createdAt or (e.stamp.createdAt = :createdAt and e.id > :id))"
            + " order by e.stamp.createdAt, e.id")
    List<DataPlaneCertificateEntity> page(UUID gatewayId, String contains, Instant createdAt, UUID id, Limit limit);

    List<DataPlaneCertificateEntity> findByGatewayIdAndFingerprint(UUID gatewayId, String fingerprint, Limit limit);

    void delete(DataPlaneCertificateEntity entity);
}
