package io.signalbox.controlplane;

import org.springframework.boot.SpringBootExceptionReporter;

/** Keeps Spring from logging a stack trace for what {@code main} says in one line; named in spring.factories. */
final class StartFailureReporter implements SpringBootExceptionReporter {

    @Override
    public boolean reportException(Throwable failure) {
        return StartFailure.of(failure).isPresent();
    }
}
