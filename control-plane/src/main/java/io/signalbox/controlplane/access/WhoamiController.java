package io.signalbox.controlplane.access;

import io.signalbox.controlplane.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells a caller what its token is known as, and never the token. */
@RestController
class WhoamiController {

    @GetMapping("/v1/whoami")
    Identity whoami(HttpServletRequest request) {
        return Identity.of(request).orElseThrow(Problem.Unauthorized::new);
    }
}
