package io.signalbox.credentials;

import java.util.Locale;

/** Finds the user and the password that a URL may have in front of its host: what is stored and shown is no place for them. */
public final class UrlCredentials {

    private static final String AUTHORITY = "//";

    private UrlCredentials() {}

    /** Also in a text that is not quite a URL: this says rather too often that there are some. */
    public static boolean areIn(String text) {
        int authority = text.indexOf(AUTHORITY);
        if (authority < 0) {
            String lower = text.strip().toLowerCase(Locale.ROOT);
            return (lower.startsWith("http:") || lower.startsWith("https:")) && lower.indexOf('@') >= 0;
        }
        int end = authority + AUTHORITY.length();
        while (end < text.length() && "/?#\\".indexOf(text.charAt(end)) < 0) {
            if (text.charAt(end) == '@') {
                return true;
            }
            end++;
        }
        return false;
    }
}
