package io.signalbox.demo;

import io.signalbox.testbed.ApiClient;
import io.signalbox.testbed.CheckFailedException;
import io.signalbox.testbed.Console;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** What the tour says as it goes, and how many of its checks did not hold. */
final class TourReport {

    private static final String INDENT = "   ";

    private final long begin = System.nanoTime();
    private int step;
    private int checks;
    private int failures;

    void step(String title) {
        step++;
        Console.say("");
        Console.say(step + ". " + title);
    }

    void note(String line) {
        Console.say(INDENT + line);
    }

    void call(ApiClient.Call call) {
        note(call.status() + "  " + call.method() + " " + call.path());
    }

    /** Runs a check, which returns what it saw, or throws. One that fails does not keep the next from running. */
    void check(String claim, Callable<String> check) {
        checks++;
        try {
            String seen = check.call();
            note("ok      " + claim + (seen.isEmpty() ? "" : ": " + seen));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(claim, e);
        } catch (Exception e) {
            fail(claim, e);
        }
    }

    int failures() {
        return failures;
    }

    int checks() {
        return checks;
    }

    long seconds() {
        return (System.nanoTime() - begin) / 1_000_000_000L;
    }

    private void fail(String claim, Exception failure) {
        failures++;
        Throwable told =
                failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        String kind =
                told instanceof CheckFailedException ? "" : told.getClass().getSimpleName() + ": ";
        note("FAILED  " + claim + ": " + kind + Console.message(told));
    }
}
