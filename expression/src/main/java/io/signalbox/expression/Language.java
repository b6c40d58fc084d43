package io.signalbox.expression;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelSource;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * CEL, and what the contract's language has beyond it: {@code includes} beside {@code contains}, {@code match} beside
 * {@code matches}, {@code substring}.
 */
final class Language {

    private static final String INCLUDES = "string_includes_string";
    private static final String MATCH = "string_match_string";

    private static final int MAX_ISSUES = 5;

    private Language() {}

    static CelCompilerBuilder compiler() {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(CelExtensions.strings())
                .addFunctionDeclarations(test("includes", INCLUDES), test("match", MATCH));
    }

    static CelRuntime runtime() {
        return Lazy.RUNTIME;
    }

    /**
     * The expression itself, at the position where it stands: inside <code>${…}</code>, which is optional, or bare.
     */
    static String bare(String text) {
        String trimmed = text.strip();
        if (!trimmed.startsWith("${") || !trimmed.endsWith("}")) {
            return text;
        }
        int begin = text.indexOf("${");
        int end = text.lastIndexOf('}');
        return text.substring(0, begin) + "  " + text.substring(begin + 2, end) + " " + text.substring(end + 1);
    }

    /** What is wrong, all of it with its position, and what is known there; goes on after the name of a field. */
    static String problem(CelValidationException e, List<String> known) {
        String issues = e.getErrors().stream()
                .limit(MAX_ISSUES)
                .map(issue -> position(issue.getSourceLocation()) + issue.getMessage())
                .collect(Collectors.joining("; "));
        return "is not a valid expression: " + issues + "; known here are " + String.join(", ", known);
    }

    /** Where a part of the expression stands. */
    static String position(CelSource source, long part) {
        return Optional.ofNullable(source.getPositionsMap().get(part))
                .flatMap(source::getOffsetLocation)
                .map(Language::position)
                .orElse("");
    }

    private static String position(CelSourceLocation location) {
        return "line " + location.getLine() + ", column " + (location.getColumn() + 1) + ": ";
    }

    /** A message of the library, without the drawing under it that points to a column. */
    static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replace("ERROR: ", "");
    }

    private static CelFunctionDecl test(String name, String overload) {
        return CelFunctionDecl.newFunctionDeclaration(
                name,
                CelOverloadDecl.newMemberOverload(overload, SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING));
    }

    /** Made when the first expression is, since most processes have none. */
    private static final class Lazy {
        static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
                .addLibraries(CelExtensions.strings())
                .addFunctionBindings(ObjectTypes.bindings())
                .addFunctionBindings(
                        CelFunctionBinding.from(INCLUDES, String.class, String.class, String::contains),
                        CelFunctionBinding.from(
                                MATCH,
                                String.class,
                                String.class,
                                (text, pattern) -> com.google.re2j.Pattern.compile(pattern)
                                        .matcher(text)
                                        .find()))
                .build();
    }
}
