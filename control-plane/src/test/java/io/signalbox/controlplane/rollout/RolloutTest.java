package io.signalbox.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.controlplane.node.LiveNode;
import io.signalbox.controlplane.node.NodeProblem;
import io.signalbox.controlplane.node.Severity;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RolloutTest {

    @Test
    void itIsAppliedWhenEveryNodeHasAppliedThatVersionOrANewerOne() {
        assertThat(rollout(node(5), node(7))).isEqualTo(RolloutState.APPLIED);
        assertThat(rollout(node(5), node(4))).isEqualTo(RolloutState.PENDING);
        assertThat(rollout(node(0))).isEqualTo(RolloutState.PENDING);
        assertThat(rollout()).isEqualTo(RolloutState.APPLIED);
    }

    @Test
    void errorsMakeItRejectedAndWarningsDoNot() {
        assertThat(rollout(node(5), node(5, Severity.ERROR))).isEqualTo(RolloutState.REJECTED);
        assertThat(rollout(node(5, Severity.WARNING))).isEqualTo(RolloutState.APPLIED);
        assertThat(rollout(node(5, Severity.WARNING, Severity.ERROR))).isEqualTo(RolloutState.REJECTED);
    }

    @Test
    void aNodeThatIsYetToAnswerIsWaitedForWhateverOthersAndItsOwnOlderProblemsSay() {
        assertThat(rollout(node(5, Severity.ERROR), node(4))).isEqualTo(RolloutState.PENDING);
        assertThat(rollout(node(4, Severity.ERROR))).isEqualTo(RolloutState.PENDING);
    }

    @Test
    void aNodeThatIsTooOldIsNotWaitedForOnceItIsKnownToBe() {
        List<NodeProblem> problem = List.of(new NodeProblem("node.incompatible_version", "too old", Severity.ERROR));
        LiveNode known = new LiveNode(UUID.randomUUID(), "", "1.1.0", 3, problem);
        LiveNode notYet = new LiveNode(UUID.randomUUID(), "", "1.1.0", 3, List.of());

        assertThat(rollout(known)).isEqualTo(RolloutState.REJECTED);
        assertThat(rollout(notYet)).isEqualTo(RolloutState.PENDING);
    }

    private static RolloutState rollout(LiveNode... nodes) {
        Rollout rollout = Rollout.of(5, "1.2", List.of(nodes));
        assertThat(rollout.isSettled()).isEqualTo(rollout.state() != RolloutState.PENDING);
        return rollout.state();
    }

    private static LiveNode node(long version, Severity... problems) {
        return new LiveNode(
                UUID.randomUUID(),
                "host",
                "1.3.0",
                version,
                List.of(problems).stream()
                        .map(severity -> new NodeProblem("listener.bind_failed", "taken", severity))
                        .toList());
    }
}
