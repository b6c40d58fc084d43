/** Tests of the whole: through HTTP and gRPC, on a real PostgreSQL. One control plane is shared by all of them. */
@NullMarked
package io.signalbox.controlplane;

import org.jspecify.annotations.NullMarked;
