/**
 * What the API answers when it cannot do as asked; ProblemHandler alone knows problem+json.
 * Uses nothing of ours.
 */
@NullMarked
package io.signalbox.controlplane.problem;

import org.jspecify.annotations.NullMarked;
