import type { components } from '../../generated/api';
import { words } from '../../parts/format';

/** The way that a connection, a request or a record takes, as steps that one can look at. No React, no network. */

type Route = components['schemas']['RoutePreview'];
type Access = components['schemas']['AccessPreview'];
type Policies = components['schemas']['PolicyPreview'];

/** taken: the way leads through here; passed: it was looked at, and left as it is; stopped: the way ends here, badly. */
export type StepState = 'taken' | 'passed' | 'stopped' | 'not_reached';

export interface Step {
  title: string;
  detail?: string;
  state: StepState;
}

/** What each reason means, and what to look at. docs/routing.md says more. */
const REJECTIONS: Record<NonNullable<Route['reason']>, string> = {
  plaintext_not_allowed: 'The listener takes TLS alone, and the client speaks none.',
  tls_on_plaintext_listener: 'The client speaks TLS, and the listener has no tls_server policy.',
  no_matching_policy: 'No enabled policy of the chain forwards what comes in here.',
  no_sni: 'The client sends no server name, and the chain tells virtual clusters apart by it.',
  unknown_sni: 'No virtual cluster is reached by this server name.',
  broker_not_exposed: 'The name or port is that of a broker that clients are not told of.',
};

export function meaningOf(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : REJECTIONS[reason as NonNullable<Route['reason']>];
}

export function stepsOfRoute(listener: string, preview: Route): Step[] {
  const matched = preview.policies.findIndex((policy) => policy.matched);
  const steps: Step[] = [{ title: `Listener ${listener}`, state: 'taken' }];
  preview.policies.forEach((policy, index) => {
    const reached = matched === -1 || index <= matched;
    steps.push({
      title: `Policy ${policy.name ?? policy.id}`,
      detail: policy.why_not,
      state: policy.matched ? 'taken' : reached ? 'passed' : 'not_reached',
    });
  });
  if (preview.decision === 'rejected') {
    return [...steps, { title: `Rejected: ${words(preview.reason ?? 'without a reason')}`, detail: meaningOf(preview.reason), state: 'stopped' }];
  }
  steps.push({ title: `Virtual cluster ${preview.virtual_cluster?.name ?? ''}`, state: 'taken' });
  const broker = preview.target?.type === 'broker';
  return [
    ...steps,
    {
      title: broker ? `Broker ${preview.target?.broker_id}` : 'Any broker',
      detail: broker ? 'The client gets exactly this one.' : 'For bootstrap: the broker that answers first.',
      state: 'taken',
    },
  ];
}

export function stepsOfAccess(who: string, what: string, preview: Access): Step[] {
  const steps: Step[] = [{ title: who, detail: what, state: 'taken' }];
  if (preview.rule) {
    steps.push({
      title: `Rule ${preview.rule.index} of ${preview.rule.policy_name ?? preview.rule.policy_id}: ${preview.rule.action}`,
      state: preview.decision === 'denied' ? 'stopped' : 'taken',
    });
  }
  steps.push({ title: words(preview.decision), detail: preview.reason, state: preview.decision === 'denied' ? 'stopped' : 'taken' });
  if (preview.decision !== 'denied' && preview.backend_names.length > 0) {
    steps.push({ title: `At the brokers: ${preview.backend_names.join(', ')}`, state: 'taken' });
  }
  return steps;
}

const ENDS: Record<Policies['result'], { title: string; state: StepState }> = {
  unchanged: { title: 'Goes on as it is', state: 'taken' },
  changed: { title: 'Goes on, changed', state: 'taken' },
  refused: { title: 'Refused', state: 'stopped' },
  left_out: { title: 'Left out', state: 'stopped' },
  held_up: { title: 'Consumers do not get past it', state: 'stopped' },
  unknown: { title: 'Only nodes can tell', state: 'passed' },
  not_served: { title: 'The virtual cluster is not served', state: 'stopped' },
};

const PASSED_BY: Record<Policies['policies'][number]['result'], { words: string; state: StepState }> = {
  passes: { words: 'passes', state: 'passed' },
  changes: { words: 'changes it', state: 'taken' },
  leaves_out: { words: 'leaves it out', state: 'stopped' },
  fails: { words: 'fails', state: 'stopped' },
  not_applied: { words: 'is not applied', state: 'passed' },
  not_reached: { words: 'is not reached', state: 'not_reached' },
  unknown: { words: 'only nodes can tell', state: 'passed' },
};

export function stepsOfPolicies(preview: Policies): Step[] {
  const steps = preview.policies.map((policy, index): Step => {
    const by = PASSED_BY[policy.result];
    return {
      title: `${index + 1}. ${policy.policy_name ?? policy.type}: ${by.words}`,
      detail: policy.reason ?? (policy.policy_name ? policy.type : undefined),
      state: by.state,
    };
  });
  const end = ENDS[preview.result];
  return [{ title: 'The record comes in', state: 'taken' }, ...steps, { title: end.title, detail: preview.reason, state: end.state }];
}
