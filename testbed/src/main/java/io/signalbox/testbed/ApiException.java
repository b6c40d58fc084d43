package io.signalbox.testbed;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The REST API refused a call, or did not answer it; the message says which call, and what the API had to say. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    ApiException(String method, String path, int status, JsonNode problem) {
        super(method + " " + path + " was answered " + status + describe(problem));
        this.status = status;
    }

    ApiException(String method, String path, Throwable cause) {
        super(method + " " + path + " was not answered: " + Console.message(cause), cause);
        status = 0;
    }

    /** 0 when there was no answer. */
    public int status() {
        return status;
    }

    private static String describe(JsonNode problem) {
        String detail = problem.path("detail").asString("");
        String parameters = problem.path("invalid_parameters")
                .valueStream()
                .map(item -> item.path("field").asString("") + " "
                        + item.path("reason").asString(""))
                .collect(Collectors.joining("; "));
        return (detail.isEmpty() ? "" : ": " + detail) + (parameters.isEmpty() ? "" : " (" + parameters + ")");
    }
}
