package io.signalbox.controlplane.certificate;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.paging.Page;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/event-gateways/{gatewayId}/data-plane-certificates")
class DataPlaneCertificateController {

    private final DataPlaneCertificateService certificates;

    DataPlaneCertificateController(DataPlaneCertificateService certificates) {
        this.certificates = certificates;
    }

    @GetMapping
    Page<DataPlaneCertificate> list(@PathVariable UUID gatewayId, ListQuery query) {
        return certificates.list(gatewayId, query.page(ListQuery.NAME_CONTAINS));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    DataPlaneCertificate create(@PathVariable UUID gatewayId, BodyReader body) {
        return certificates.create(gatewayId, body);
    }

    @GetMapping("/{certificateId}")
    DataPlaneCertificate get(@PathVariable UUID gatewayId, @PathVariable UUID certificateId) {
        return certificates.get(gatewayId, certificateId);
    }

    @PutMapping("/{certificateId}")
    DataPlaneCertificate replace(@PathVariable UUID gatewayId, @PathVariable UUID certificateId, BodyReader body) {
        return certificates.replace(gatewayId, certificateId, body);
    }

    @DeleteMapping("/{certificateId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID gatewayId, @PathVariable UUID certificateId) {
        certificates.delete(gatewayId, certificateId);
    }
}
