package io.signalbox.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The command line of one of our processes: it starts, with the settings of {@code --config FILE} if there is one, or answers
 * {@code --help} or {@code --version}, or refuses what it does not know and shows its usage.
 */
public final class ProcessCommand {

    /** What {@link #run} returns for a command line or settings that are refused. */
    public static final int REFUSED = CommandLine.ExitCode.USAGE;

    static final String CONFIG = "--config";

    private static final int FAILED = CommandLine.ExitCode.SOFTWARE;
    private static final Pattern PLAIN_FILE = Pattern.compile("[./A-Za-z0-9][^\\x00]*");

    private final String name;
    private final String purpose;
    private final List<String> settings;
    private final String release;
    private final Start start;

    /** What to do when neither help nor release was asked for. */
    public interface Start {
        /** Returns the process's exit status; 0 when it has been started, and goes on in threads of its own. */
        int with(Map<String, String> fileSettings);
    }

    /** @param settings lines for the help: those of the settings that matter first */
    public ProcessCommand(String name, String purpose, List<String> settings, String release, Start start) {
        this.name = name;
        this.purpose = purpose;
        this.settings = settings;
        this.release = release;
        this.start = start;
    }

    /** Does what the arguments ask for. Returns the process's exit status. */
    public int run(String... arguments) {
        // Almost every start is one of these two, and the parser's classes take long to load.
        if (arguments.length == 0) {
            return beginOrFail(null);
        }
        Optional<Path> file = configAlone(arguments);
        return file.isPresent() ? beginOrFail(file.get()) : parser().run(arguments);
    }

    private CommandParser parser() {
        return new CommandParser(name, purpose, settings, release, this::begin);
    }

    /** The file of {@code --config FILE} where that is all; empty for whatever the parser may read in another way. */
    private static Optional<Path> configAlone(String... arguments) {
        boolean plain = arguments.length == 2
                && arguments[0].equals(CONFIG)
                && PLAIN_FILE.matcher(arguments[1]).matches();
        return plain ? Optional.of(Path.of(arguments[1])) : Optional.empty();
    }

    /** As the parser has it: a start that throws ends the process, whichever of its threads run by then. */
    private int beginOrFail(@Nullable Path file) {
        try {
            return begin(file);
        } catch (RuntimeException e) {
            e.printStackTrace();
            return FAILED;
        }
    }

    private int begin(@Nullable Path file) {
        try {
            return start.with(file == null ? Map.of() : SettingsFile.read(file));
        } catch (InvalidSettingsException e) {
            System.err.println(e.getMessage());
            return REFUSED;
        }
    }
}
