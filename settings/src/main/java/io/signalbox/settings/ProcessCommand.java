package io.signalbox.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line of one of our processes: it starts, with the settings of {@code --config FILE} if there is one, or answers
 * {@code --help} or {@code --version}, or refuses what it does not know and shows its usage.
 */
public final class ProcessCommand {

    /** What {@link #run} returns for a command line or settings that are refused. */
    public static final int REFUSED = CommandLine.ExitCode.USAGE;

    private static final int WIDTH = 120;

    private final CommandLine line;

    /** What to do when neither help nor release was asked for. */
    public interface Start {
        /** Returns the process's exit status; 0 when it has been started, and goes on in threads of its own. */
        int with(Map<String, String> fileSettings);
    }

    /** @param settings lines for the help: those of the settings that matter first */
    public ProcessCommand(String name, String purpose, List<String> settings, String release, Start start) {
        CommandSpec spec = CommandSpec.create()
                .name("signalbox " + name)
                .version("signalbox " + release)
                .mixinStandardHelpOptions(true)
                .addOption(OptionSpec.builder("--config")
                        .paramLabel("FILE")
                        .type(Path.class)
                        .description("a file with settings: YAML, or Java properties by its name's ending")
                        .build());
        spec.usageMessage()
                .width(WIDTH)
                .description(purpose)
                .footerHeading("%nSettings, from the environment or, where that has none, from FILE:%n")
                .footer(settings.toArray(String[]::new));
        line = new CommandLine(spec)
                .setExecutionStrategy(parsed -> execute(parsed, start))
                .setParameterExceptionHandler(ProcessCommand::refuse);
    }

    /** Does what the arguments ask for. Returns the process's exit status. */
    public int run(String... arguments) {
        return line.execute(arguments);
    }

    /** Also where picocli would say no more than what may have been meant. */
    private static int refuse(ParameterException refused, String[] arguments) {
        CommandLine line = refused.getCommandLine();
        line.getErr().println(refused.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(refused, line.getErr());
        line.usage(line.getErr());
        return CommandLine.ExitCode.USAGE;
    }

    private static int execute(ParseResult parsed, Start start) {
        @Nullable Integer answered = CommandLine.executeHelpRequest(parsed);
        if (answered != null) {
            return answered;
        }
        try {
            @Nullable Path file = parsed.matchedOptionValue("--config", null);
            return start.with(file == null ? Map.of() : SettingsFile.read(file));
        } catch (InvalidSettingsException e) {
            parsed.commandSpec().commandLine().getErr().println(e.getMessage());
            return REFUSED;
        }
    }
}
