package io.signalbox.controlplane.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the container refuses before any of our code sees it is answered in the same form. */
@RestController
final class FallbackErrorController implements ErrorController {

    @RequestMapping("/error")
    ResponseEntity<ProblemBody> error(HttpServletRequest request) {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        String detail = status < 500 ? "The request was refused" : "An internal error";
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemBody.of(
                        status,
                        detail,
                        status == 400
                                ? List.of(InvalidParameter.query("request", "invalid", "was refused"))
                                : List.of()));
    }
}
