package io.signalbox.controlplane.certificateuse;

import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CertificatesController {

    private final CertificatesService certificates;

    CertificatesController(CertificatesService certificates) {
        this.certificates = certificates;
    }

    @GetMapping("/v1/event-gateways/{gatewayId}/certificates")
    UsedCertificates get(@PathVariable UUID gatewayId) {
        return certificates.of(gatewayId);
    }
}
