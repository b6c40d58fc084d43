package io.signalbox.e2e;

/**
 * What a test does again and again, because once proves little: a few times by default, many times with {@code
 * -Pnightly}.
 */
enum Repetition {
    KILLS("kills of a node"),
    ROTATIONS("rotations of a certificate"),
    STORMS("rounds of changes, good ones and bad ones"),
    LEADERS("changes of a leader"),
    REQUESTS("random requests"),
    MUTATIONS("rules of a namespace taken away"),
    SWITCHES("changes of what is allowed, under load");

    private final String words;

    Repetition(String words) {
        this.words = words;
    }

    /** How often; said in the output, since a test that passed after two says less than one that passed after twenty. */
    int times() {
        String property = "signalbox.e2e." + name().toLowerCase(java.util.Locale.ROOT);
        int times = Integer.getInteger(property, 2);
        System.out.println("[repeated] " + times + " " + words + "; -D" + property + " or -Pnightly for more");
        return times;
    }
}
