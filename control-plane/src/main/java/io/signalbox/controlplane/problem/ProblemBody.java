package io.signalbox.controlplane.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** The JSON form of a problem: contract section 1.9. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ProblemBody(
        int status,
        String title,
        String type,
        String instance,
        String detail,
        List<InvalidParameter> invalidParameters) {

    static ProblemBody of(int status, String detail, List<InvalidParameter> invalidParameters) {
        return of(TraceFilter.current(), status, detail, invalidParameters);
    }

    static ProblemBody of(String trace, int status, String detail, List<InvalidParameter> invalidParameters) {
        return new ProblemBody(
                status,
                title(status),
                "https://httpstatuses.com/" + status,
                "kong:trace:" + trace,
                detail,
                invalidParameters);
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 406 -> "Not Acceptable";
            case 413 -> "Payload Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Range Not Satisfiable";
            case 417 -> "Expectation Failed";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 505 -> "HTTP Version Not Supported";
            default -> status < 500 ? "Bad Request" : "Internal";
        };
    }
}
