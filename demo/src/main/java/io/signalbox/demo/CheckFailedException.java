package io.signalbox.demo;

/** Something was not as the tour says that it must be; the message is the reason. */
final class CheckFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CheckFailedException(String reason) {
        super(reason);
    }
}
