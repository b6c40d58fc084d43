package io.signalbox.controlplane.declaration;

import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;

/**
 * How a document is applied.
 *
 * @param dryRun only the plan is made
 * @param prune what the document does not name is deleted
 */
record ApplyOptions(boolean dryRun, boolean prune) {

    static ApplyOptions read(ListQuery query) {
        InvalidParameters invalid = new InvalidParameters();
        ApplyOptions options = new ApplyOptions(is(query, "dry_run", invalid), is(query, "prune", invalid));
        invalid.check();
        return options;
    }

    private static boolean is(ListQuery query, String name, InvalidParameters invalid) {
        String text = query.value(name).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            invalid.add(InvalidParameter.query(name, "is_boolean", "must be true or false"));
        }
        return text.equals("true");
    }
}
