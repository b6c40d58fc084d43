package io.signalbox.settings;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What {@link ProcessCommand} leaves to picocli: help, release, other ways to write a file's name, and whatever is refused. */
final class CommandParser {

    private static final int WIDTH = 120;

    private final CommandLine line;

    /** Goes on with the file that was named. */
    interface Begin {
        int with(@Nullable Path file);
    }

    CommandParser(String name, String purpose, List<String> settings, String release, Begin begin) {
        CommandSpec spec = CommandSpec.create()
                .name("signalbox " + name)
                .version("signalbox " + release)
                .mixinStandardHelpOptions(true)
                .addOption(OptionSpec.builder(ProcessCommand.CONFIG)
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
                .setExecutionStrategy(parsed -> execute(parsed, begin))
                .setParameterExceptionHandler(CommandParser::refuse);
    }

    int run(String... arguments) {
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

    private static int execute(ParseResult parsed, Begin begin) {
        @Nullable Integer answered = CommandLine.executeHelpRequest(parsed);
        if (answered != null) {
            return answered;
        }
        @Nullable Path file = parsed.matchedOptionValue(ProcessCommand.CONFIG, null);
        return begin.with(file);
    }
}
