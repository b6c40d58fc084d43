package io.signalbox.dataplane.connection;

/** A log line is no place for what a stranger sends: other characters than printable ones become question marks. */
final class Printable {

    private static final int MAX_LENGTH = 253;

    private Printable() {}

    static String of(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().limit(MAX_LENGTH).forEach(c -> shown.append(c >= ' ' && c < 0x7f && c != '"' ? (char) c : '?'));
        return shown.toString();
    }
}
