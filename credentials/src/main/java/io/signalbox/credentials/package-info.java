/**
 * Certificates, keys and references to secrets, in the forms in which users write them (contract section 1.7). Pure:
 * text in, values out; no file, no environment. Both planes use it, the control plane to refuse what is wrong, the node
 * to put it to use. Uses the JDK and, inside, Bouncy Castle.
 */
@NullMarked
package io.signalbox.credentials;

import org.jspecify.annotations.NullMarked;
