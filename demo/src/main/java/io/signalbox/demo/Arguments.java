package io.signalbox.demo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A command line of flags and of options with a value, {@code --port 9092} or {@code --port=9092}. */
final class Arguments {

    private final Set<String> flags = new HashSet<>();
    private final Map<String, String> values = new HashMap<>();

    private Arguments() {}

    /** @throws IllegalArgumentException with a sentence for the user, when one is unknown, given twice or lacks its value */
    static Arguments parse(List<String> arguments, Set<String> knownFlags, Set<String> knownOptions) {
        Arguments parsed = new Arguments();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (knownFlags.contains(argument)) {
                parsed.flags.add(argument);
            } else if (!knownOptions.contains(name)) {
                throw new IllegalArgumentException("unknown argument: " + argument);
            } else if (equals < 0 && i + 1 == arguments.size()) {
                throw new IllegalArgumentException(name + " needs a value");
            } else {
                String value = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
                if (parsed.values.put(name, value) != null) {
                    throw new IllegalArgumentException(name + " is given twice");
                }
            }
        }
        return parsed;
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    Optional<String> value(String option) {
        return Optional.ofNullable(values.get(option));
    }

    int number(String option, int absent, int least, int most) {
        return value(option).map(text -> number(option, text, least, most)).orElse(absent);
    }

    private static int number(String option, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below, as a number out of range is.
        }
        throw new IllegalArgumentException(
                option + " must be a number from " + least + " to " + most + ", not " + text);
    }
}
