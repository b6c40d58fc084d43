package io.signalbox.controlplane.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Turns whatever goes wrong into {@code application/problem+json}. */
@RestControllerAdvice
final class ProblemHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);
    private static final int FIRST_ID_SEGMENT = 3; // "", v1, event-gateways, id, collection, id, …

    @ExceptionHandler
    ResponseEntity<ProblemBody> problem(Problem problem) {
        HttpHeaders headers = new HttpHeaders();
        if (problem instanceof Problem.Unauthorized) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"signalbox\"");
        }
        if (problem instanceof Problem.Unavailable) {
            headers.set(HttpHeaders.RETRY_AFTER, "" + Problem.Unavailable.RETRY_AFTER.toSeconds());
        }
        if (problem instanceof Problem.TooMany tooMany) {
            headers.set(HttpHeaders.RETRY_AFTER, "" + wholeSeconds(tooMany.retryAfter()));
        }
        return answer(status(problem), problem.detail(), parameters(problem), headers);
    }

    /** Rounded up: who waits for so long gets through. */
    private static long wholeSeconds(Duration duration) {
        return duration.plusSeconds(1).minusNanos(1).toSeconds();
    }

    /** The store is away, or so slow that it might as well be; anything else about it is our own mistake. */
    @ExceptionHandler
    ResponseEntity<ProblemBody> store(DataAccessException e) {
        return StoreFailure.isOutage(e) ? outage(e) : unexpected(e);
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> transaction(TransactionException e) {
        return StoreFailure.isOutage(e) ? outage(e) : unexpected(e);
    }

    /** The container decodes a query when a parameter is first read, and fails only then. */
    @ExceptionHandler
    ResponseEntity<ProblemBody> query(InvalidParameterException e) {
        return problem(new Problem.Invalid(List.of(InvalidParameter.query(
                "query", "invalid", "cannot be decoded, or has more than a thousand parameters"))));
    }

    /** A path segment that should be an id and is not: nothing can be there. */
    @ExceptionHandler
    ResponseEntity<ProblemBody> notAnId(MethodArgumentTypeMismatchException e) {
        return problem(new Problem.NotFound("No entity has the id [" + e.getValue() + "]"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> noSuchPath(NoResourceFoundException e) {
        return problem(new Problem.NotFound("There is nothing at [/" + e.getResourcePath() + "]"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> wrongMethod(HttpRequestMethodNotSupportedException e, HttpServletRequest request) {
        String[] segments = request.getRequestURI().split("/", -1);
        boolean idsAreIds = IntStream.range(0, segments.length)
                .filter(i -> i >= FIRST_ID_SEGMENT && i % 2 == 1)
                .allMatch(i -> Ids.parse(segments[i]).isPresent());
        if (!idsAreIds && request.getRequestURI().startsWith("/v1/")) {
            return problem(new Problem.NotFound("There is nothing at [" + request.getRequestURI() + "]"));
        }
        HttpHeaders headers = new HttpHeaders();
        Set<HttpMethod> supported = e.getSupportedHttpMethods();
        headers.setAllow(supported == null ? Set.of() : supported);
        return answer(405, "The method [" + e.getMethod() + "] is not allowed here", List.of(), headers);
    }

    /** Whoever asked is gone, as when a page with a stream of events is left: there is nobody to tell, and nothing to mend. */
    @ExceptionHandler
    void nobodyIsThere(AsyncRequestNotUsableException e) {
        log.debug("client left reason={}", e.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> unexpected(Exception e) {
        if (e instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            HttpStatusCode status = known.getStatusCode();
            String detail = String.valueOf(known.getBody().getDetail());
            return answer(status.value(), detail, invalid(status.value(), detail), new HttpHeaders());
        }
        log.error("request failed", e);
        return answer(500, "An internal error; the log has more under this instance", List.of(), new HttpHeaders());
    }

    private ResponseEntity<ProblemBody> outage(Exception e) {
        log.warn("configuration store not reachable reason={}", StoreFailure.reason(e));
        return problem(new Problem.Unavailable("The configuration store is not reachable, nothing was changed"));
    }

    private static List<InvalidParameter> invalid(int status, String detail) {
        return status == 400 ? List.of(InvalidParameter.query("request", "invalid", detail)) : List.of();
    }

    private static int status(Problem problem) {
        if (problem instanceof Problem.Invalid || problem instanceof Problem.InUse) {
            return 400;
        }
        if (problem instanceof Problem.Unauthorized) {
            return 401;
        }
        if (problem instanceof Problem.Forbidden || problem instanceof Problem.NotFromConsole) {
            return 403;
        }
        if (problem instanceof Problem.NotFound) {
            return 404;
        }
        if (problem instanceof Problem.TooSlow) {
            return 408;
        }
        if (problem instanceof Problem.Conflict) {
            return 409;
        }
        if (problem instanceof Problem.TooLarge) {
            return 413;
        }
        if (problem instanceof Problem.NotJson) {
            return 415;
        }
        if (problem instanceof Problem.TooMany) {
            return 429;
        }
        return 503;
    }

    private static List<InvalidParameter> parameters(Problem problem) {
        if (problem instanceof Problem.Invalid invalid) {
            return invalid.parameters();
        }
        return problem instanceof Problem.InUse inUse ? inUse.parameters() : List.of();
    }

    // The content type is set here, so that no Accept header can make it another one, or a 406.
    private static ResponseEntity<ProblemBody> answer(
            int status, String detail, List<InvalidParameter> parameters, HttpHeaders headers) {
        log.info("request refused status={} detail={}", status, detail.replaceAll("\\p{Cntrl}", " "));
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemBody.of(status, detail, parameters));
    }
}
