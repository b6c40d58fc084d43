package io.signalbox.e2e;

import io.signalbox.testbed.FewRsaKeys;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Before any test class is loaded. */
public final class SharedKeys implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        FewRsaKeys.use();
    }
}
