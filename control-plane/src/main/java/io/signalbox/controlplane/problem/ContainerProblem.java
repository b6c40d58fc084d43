package io.signalbox.controlplane.problem;

import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** What the container refuses by itself, before any handler of ours sees the request, in the form of all problems. */
public record ContainerProblem(int status, String trace) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** With an id of its own. */
    public static ContainerProblem of(int status) {
        return new ContainerProblem(status, TraceFilter.current());
    }

    public byte[] json() {
        return JSON.writeValueAsBytes(body());
    }

    ProblemBody body() {
        return ProblemBody.of(trace, status, detail(), parameters());
    }

    private String detail() {
        return switch (status) {
            case 400 -> "The request is malformed: its request line, its query, or a header";
            case 404 -> "There is nothing here";
            case 431 -> "The request line and the headers together are too large";
            case 501 -> "The method or the transfer encoding is not supported";
            case 505 -> "The version of HTTP is not supported";
            default -> status < 500 ? "The request was refused" : "An internal error";
        };
    }

    private List<InvalidParameter> parameters() {
        return status == 400 ? List.of(InvalidParameter.query("request", "invalid", "is malformed")) : List.of();
    }
}
