package io.signalbox.testbed;

/** Something was not as the tour says that it must be; the message is the reason. */
public final class CheckFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CheckFailedException(String reason) {
        super(reason);
    }
}
