package io.signalbox.controlplane.problem;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Why a request cannot be answered as asked; the message is the answer's detail. */
public abstract sealed class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private Problem(String detail) {
        // A problem is an answer, not a fault of ours: its stack trace is of no use.
        super(detail, null, false, false);
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /** Whether it may pass by itself within moments, because another request is about to remove its cause. */
    public boolean mayPass() {
        return false;
    }

    /** 400: something about the request is wrong, and these are all the things. */
    public static final class Invalid extends Problem {
        private static final long serialVersionUID = 1L;

        private final transient List<InvalidParameter> parameters;

        public Invalid(List<InvalidParameter> parameters) {
            super(
                    parameters.size() == 1
                            ? "The request has an invalid parameter: ["
                                    + parameters.get(0).field() + "] "
                                    + parameters.get(0).reason()
                            : "The request has " + parameters.size() + " invalid parameters");
            this.parameters = List.copyOf(parameters);
        }

        public List<InvalidParameter> parameters() {
            return parameters;
        }
    }

    /** 400: a delete of something that something else refers to. */
    public static final class InUse extends Problem {
        private static final long serialVersionUID = 1L;

        private final transient List<String> users;

        public InUse(String kind, String name, List<String> users) {
            super("The " + kind + " [" + name + "] cannot be deleted: it is used by " + String.join(", ", users));
            this.users = List.copyOf(users);
        }

        public List<InvalidParameter> parameters() {
            return users.stream()
                    .map(user -> InvalidParameter.path("id", "is used by " + user))
                    .toList();
        }

        @Override
        public boolean mayPass() {
            return true;
        }
    }

    /** 401. */
    public static final class Unauthorized extends Problem {
        private static final long serialVersionUID = 1L;

        public Unauthorized() {
            super("Unauthorized");
        }
    }

    /** 403: the token is known, and may not do this. */
    public static final class Forbidden extends Problem {
        private static final long serialVersionUID = 1L;

        public Forbidden(String tokenName) {
            this(tokenName, "is read-only");
        }

        public Forbidden(String tokenName, String reason) {
            super("The token [" + tokenName + "] " + reason);
        }
    }

    /** 403: a call that a browser makes, and not for a page of ours. */
    public static final class NotFromConsole extends Problem {
        private static final long serialVersionUID = 1L;

        public NotFromConsole(String reason) {
            super("A session is only for the pages of the console: " + reason);
        }
    }

    /** 404. */
    public static final class NotFound extends Problem {
        private static final long serialVersionUID = 1L;

        public NotFound(String detail) {
            super(detail);
        }

        public NotFound(String kind, UUID id, UUID gatewayId) {
            super(kind + " [" + id + "] was not found in event gateway [" + gatewayId + "]");
        }
    }

    /** 408: a body that did not arrive, or not whole. */
    public static final class TooSlow extends Problem {
        private static final long serialVersionUID = 1L;

        public TooSlow() {
            super("The request body did not arrive whole in time");
        }
    }

    /** 409: a name that is taken. */
    public static final class Conflict extends Problem {
        private static final long serialVersionUID = 1L;

        public Conflict(String kind, String field, String value, String scope) {
            super(("aeiou".indexOf(kind.charAt(0)) >= 0 ? "An " : "A ") + kind + " with " + field + " [" + value
                    + "] already exists in " + scope);
        }

        @Override
        public boolean mayPass() {
            return true;
        }
    }

    /** 413. */
    public static final class TooLarge extends Problem {
        private static final long serialVersionUID = 1L;

        public TooLarge(long maxBytes) {
            super("The request body is larger than " + maxBytes + " bytes");
        }
    }

    /** 415. */
    public static final class NotJson extends Problem {
        private static final long serialVersionUID = 1L;

        public NotJson(String contentType) {
            super("The content type [" + contentType + "] is not supported: send application/json");
        }
    }

    /** 429: as many are at it as may be. */
    public static final class TooMany extends Problem {
        private static final long serialVersionUID = 1L;

        private final transient Duration retryAfter;

        /** Where nobody knows when there will be room. */
        public TooMany(String detail) {
            this(detail, Duration.ofSeconds(5));
        }

        public TooMany(String detail, Duration retryAfter) {
            super(detail);
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** 503: try again after a moment. */
    public static final class Unavailable extends Problem {
        private static final long serialVersionUID = 1L;

        public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

        public Unavailable(String detail) {
            super(detail);
        }
    }
}
