package io.signalbox.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An expression at its place, found well formed and of the type that is wanted there. Safe for many threads.
 */
public final class Expression {

    /** Characters that one may have, where a place does not allow less. */
    public static final int MAX_LENGTH = 10_000;

    private static final Set<String> PATTERN_FUNCTIONS = Set.of("match", "matches");

    private final String text;
    private final CelRuntime.Program program;
    private final Optional<String> since;

    private Expression(String text, CelRuntime.Program program, Optional<String> since) {
        this.text = text;
        this.program = program;
        this.since = since;
    }

    /**
     * Reads an expression, bare or inside <code>${…}</code>.
     *
     * @throws IllegalArgumentException when it is too long, not well formed, refers to what is not there, or gives
     *     something else than this place wants; the reason goes on after the name of the field
     */
    public static Expression parse(Place place, String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("must not be longer than " + MAX_LENGTH + " characters");
        }
        List<String> known = place.fields().stream().map(Field::path).toList();
        try {
            CelAbstractSyntaxTree tree =
                    Compilers.of(place).compile(Language.bare(text)).getAst();
            if (!place.result().admits(tree.getResultType())) {
                throw new IllegalArgumentException("must give " + place.result().words() + ", but gives ["
                        + tree.getResultType().name() + "]");
            }
            List<CelNavigableExpr> nodes =
                    CelNavigableAst.fromAst(tree).getRoot().allNodes().toList();
            nodes.forEach(node -> checkPattern(node.expr(), tree));
            return new Expression(text, Language.runtime().createProgram(tree), since(nodes));
        } catch (CelValidationException e) {
            throw new IllegalArgumentException(Language.problem(e, known), e);
        } catch (CelEvaluationException e) {
            throw new IllegalArgumentException("is not a valid expression: " + Language.firstLine(e), e);
        }
    }

    /** Why this would be refused, if it would; the reason goes on after the name of the field. */
    public static Optional<String> problem(Place place, String text) {
        try {
            parse(place, text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The release of nodes that know all it refers to, where it is not all of them. */
    public Optional<String> since() {
        return since;
    }

    /**
     * Whether it holds.
     *
     * @param fields {@code context} and {@code record} with what is in them, as maps; what is not there is left out
     * @throws IllegalArgumentException when it fails for these, or gives something else
     */
    public boolean holds(Map<String, ?> fields) {
        if (run(fields) instanceof Boolean value) {
            return value;
        }
        throw wrongResult("true or false");
    }

    /**
     * The texts that it gives.
     *
     * @throws IllegalArgumentException as {@link #holds}
     */
    public List<String> texts(Map<String, ?> fields) {
        if (run(fields) instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw wrongResult("a list of texts");
    }

    @Override
    public String toString() {
        return text;
    }

    private Object run(Map<String, ?> fields) {
        try {
            return program.eval(fields);
        } catch (CelEvaluationException e) {
            throw new IllegalArgumentException(Language.firstLine(e), e);
        }
    }

    private static IllegalArgumentException wrongResult(String wanted) {
        return new IllegalArgumentException("it gives something else than " + wanted);
    }

    private static Optional<String> since(List<CelNavigableExpr> nodes) {
        Set<String> paths = nodes.stream()
                .filter(node -> node.getKind() == Kind.SELECT)
                .map(node -> path(node.expr()))
                .collect(Collectors.toSet());
        return List.of(Field.values()).stream()
                .filter(field -> paths.contains(field.path()))
                .flatMap(field -> field.since().stream())
                .max(String::compareTo);
    }

    private static String path(CelExpr expression) {
        return switch (expression.getKind()) {
            case IDENT -> expression.ident().name();
            case SELECT ->
                path(expression.select().operand()) + "." + expression.select().field();
            default -> "";
        };
    }

    /** A pattern that is written down can be looked at now; others fail when they are met. */
    private static void checkPattern(CelExpr expression, CelAbstractSyntaxTree tree) {
        if (expression.getKind() != Kind.CALL
                || !PATTERN_FUNCTIONS.contains(expression.call().function())) {
            return;
        }
        List<CelExpr> arguments = expression.call().args();
        CelExpr last = arguments.get(arguments.size() - 1);
        if (last.getKind() == Kind.CONSTANT && last.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
            try {
                com.google.re2j.Pattern.compile(last.constant().stringValue());
            } catch (com.google.re2j.PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "is not a valid expression: " + Language.position(tree.getSource(), last.id()) + e.getMessage(),
                        e);
            }
        }
    }

    /** Made when the first expression is, since most processes have none. */
    private static final class Compilers {

        private static final Map<Place, CelCompiler> BY_PLACE = new EnumMap<>(Place.class);

        static {
            for (Place place : Place.values()) {
                CelCompilerBuilder compiler = Language.compiler();
                new ObjectTypes(place.fields()).declare(compiler);
                BY_PLACE.put(place, compiler.build());
            }
        }

        static CelCompiler of(Place place) {
            CelCompiler compiler = BY_PLACE.get(place);
            if (compiler == null) {
                throw new IllegalStateException("every place has one");
            }
            return compiler;
        }
    }
}
