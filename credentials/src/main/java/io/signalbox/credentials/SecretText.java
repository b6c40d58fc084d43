package io.signalbox.credentials;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that is meant as it stands, or that refers to variables of the node's environment (contract section 1.7):
 * <code>${env['NAME']}</code>, <code>${vault.env['NAME']}</code>, <code>${vault['env']['NAME']}</code>, with either kind
 * of quotes. Never prints what it holds.
 */
public final class SecretText {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)\\}");
    private static final String QUOTED = "\\s*(?:'([^']*)'|\"([^\"]*)\")\\s*";
    private static final Pattern BODY =
            Pattern.compile("\\s*(?:env|vault\\.env|vault\\[\\s*(?:'env'|\"env\")\\s*\\])\\s*\\[" + QUOTED + "\\]\\s*");
    private static final Pattern NAME = Pattern.compile("[^'\"=\\p{Cntrl}]*[^'\"=\\p{Cntrl}\\s][^'\"=\\p{Cntrl}]*");

    private final List<Part> parts;

    private SecretText(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** A piece of the text: either meant as it stands, or the name of a variable. */
    private record Part(String text, boolean variable) {}

    /** Whether a text refers to anything: it does when it contains a complete <code>${…}</code>, well formed or not. */
    public static boolean isReference(String text) {
        return REFERENCE.matcher(text).find();
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException for a reference that is malformed or to an unknown vault; the reason goes on after
     *     the name of the field
     */
    public static SecretText parse(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = REFERENCE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            if (matcher.start() > end) {
                parts.add(new Part(text.substring(end, matcher.start()), false));
            }
            parts.add(new Part(variable(matcher.group(1)), true));
            end = matcher.end();
        }
        if (end < text.length() || parts.isEmpty()) {
            parts.add(new Part(text.substring(end), false));
        }
        return new SecretText(parts);
    }

    /** Whether it refers to nothing. */
    public boolean isLiteral() {
        return parts.stream().noneMatch(Part::variable);
    }

    /** The variables that it refers to, in order. */
    public Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        parts.stream().filter(Part::variable).forEach(part -> names.add(part.text()));
        return names;
    }

    /**
     * What it stands for.
     *
     * @param environment a variable's value; empty when it is not set
     * @throws IllegalArgumentException when a variable is not set, or set to nothing; names it
     */
    public String resolve(Function<String, Optional<String>> environment) {
        StringBuilder resolved = new StringBuilder();
        parts.forEach(part -> resolved.append(part.variable() ? value(part.text(), environment) : part.text()));
        return resolved.toString();
    }

    @Override
    public String toString() {
        return isLiteral() ? "***" : "reference to " + variables();
    }

    private static String variable(String body) {
        Matcher matcher = BODY.matcher(body);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "has a reference that is not of the form ${env['NAME']} or ${vault.env['NAME']}");
        }
        String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("has a reference whose name cannot be that of a variable");
        }
        return name;
    }

    private static String value(String variable, Function<String, Optional<String>> environment) {
        String value = environment
                .apply(variable)
                .orElseThrow(() -> new IllegalArgumentException(
                        "refers to the environment variable [" + variable + "], which is not set"));
        if (value.isEmpty()) {
            throw new IllegalArgumentException("refers to the environment variable [" + variable + "], which is empty");
        }
        return value;
    }
}
