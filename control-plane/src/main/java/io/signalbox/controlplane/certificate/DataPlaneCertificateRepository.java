package io.signalbox.controlplane.certificate;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Rows;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;

interface DataPlaneCertificateRepository extends Rows<DataPlaneCertificateEntity> {

    @Override
    default EntityKind kind() {
        return EntityKind.DATA_PLANE_CERTIFICATE;
    }

    @Query("select count(e) > 0 from DataPlaneCertificateEntity e"
            + " where e.gatewayId = :gatewayId and e.stamp.changedAtVersion > :version")
    boolean isAnyChangedSince(UUID gatewayId, long version);

    List<DataPlaneCertificateEntity> findByGatewayIdAndFingerprint(UUID gatewayId, String fingerprint, Limit limit);
}
