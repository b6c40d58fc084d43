package io.signalbox.testbed;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What the command lines of tour, brokers and benchmarks have in common: help, and refusals that show the usage. */
public final class CommandLines {

    /** What a command does; returns the process's exit status. */
    public interface Action {
        int run(ParseResult parsed) throws Exception;
    }

    private static final int WIDTH = 120;

    private CommandLines() {}

    /** A command with its description, one paragraph for each entry; options and subcommands are added to it. */
    public static CommandSpec command(String name, Action action, String... description) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(action)
                .name(name)
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("this text")
                        .build());
        spec.usageMessage().width(WIDTH).description(description);
        return spec;
    }

    /** A benchmark that takes nothing but the length of its phases. */
    public static CommandSpec ofSeconds(String name, SecondsAction action, String description) {
        PositionalParamSpec seconds = PositionalParamSpec.builder()
                .paramLabel("SECONDS")
                .arity("0..1")
                .type(Integer.class)
                .description("of a phase; 10 if this is left out")
                .build();
        return command(
                        name,
                        parsed -> {
                            action.run(within(parsed, "SECONDS", parsed.matchedPositionalValue(0, 10), 1, 3_600));
                            return 0;
                        },
                        description)
                .addPositional(seconds);
    }

    /** What such a benchmark does. */
    public interface SecondsAction {
        void run(int seconds) throws Exception;
    }

    public static OptionSpec numberOption(String name, String label, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(Integer.class)
                .description(description)
                .build();
    }

    /** The value of an option; refused outside of the bounds. */
    public static int number(ParseResult parsed, String option, int absent, int least, int most) {
        return within(parsed, option, parsed.matchedOptionValue(option, absent), least, most);
    }

    private static int within(ParseResult parsed, String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw refused(parsed, name + " must be a number from " + least + " to " + most + ", not " + value);
        }
        return value;
    }

    public static ParameterException refused(ParseResult parsed, String why) {
        return new ParameterException(parsed.commandSpec().commandLine(), why);
    }

    /** Does what the arguments ask for. */
    public static int run(CommandSpec spec, String... arguments) {
        return line(spec).execute(arguments);
    }

    public static CommandLine line(CommandSpec spec) {
        return new CommandLine(spec)
                .setExecutionStrategy(CommandLines::execute)
                .setParameterExceptionHandler(CommandLines::refuse)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    throw failure; // an unforeseen one: with its stack, as everywhere
                });
    }

    /** Also where picocli would say no more than what may have been meant. */
    private static int refuse(ParameterException refused, String[] arguments) {
        CommandLine line = refused.getCommandLine();
        line.getErr().println(refused.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(refused, line.getErr());
        line.usage(line.getErr());
        return CommandLine.ExitCode.USAGE;
    }

    private static int execute(ParseResult parsed) {
        @Nullable Integer answered = CommandLine.executeHelpRequest(parsed);
        if (answered != null) {
            return answered;
        }
        List<CommandLine> chosen = parsed.asCommandLineList();
        ParseResult last = chosen.get(chosen.size() - 1).getParseResult();
        try {
            return ((Action) last.commandSpec().userObject()).run(last);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CommandLine.ExecutionException(
                    last.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
