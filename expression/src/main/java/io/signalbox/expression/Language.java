package io.signalbox.expression;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;

/**
 * CEL, and what the contract's language has beyond it: {@code includes} beside {@code contains}, {@code match} beside
 * {@code matches}, {@code substring}.
 */
final class Language {

    private static final String INCLUDES = "string_includes_string";
    private static final String MATCH = "string_match_string";

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
