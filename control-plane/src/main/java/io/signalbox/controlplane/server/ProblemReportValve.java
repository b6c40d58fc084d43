package io.signalbox.controlplane.server;

import io.signalbox.controlplane.problem.ContainerProblem;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what never reaches Spring, such as a malformed request line, with a problem. Tomcat makes it by its name. */
public final class ProblemReportValve extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ProblemReportValve.class);

    private static final int FIRST_ERROR = 400;

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        answer(response, response.getStatus());
    }

    static void answer(Response response, int status) {
        ContainerProblem problem = ContainerProblem.of(status);
        byte[] json = problem.json();
        response.setStatus(status);
        response.setHeader("X-Request-Id", problem.trace());
        response.setContentType("application/problem+json");
        response.setContentLength(json.length);
        try {
            response.getResponse().getOutputStream().write(json);
            response.finishResponse();
        } catch (IOException e) {
            log.debug("the client did not wait for its answer reason={}", e.toString());
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, e);
        }
    }
}
