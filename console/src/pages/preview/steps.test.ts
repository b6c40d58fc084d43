import { describe, expect, it } from 'vitest';
import { stepsOfAccess, stepsOfPolicies, stepsOfRoute } from './steps';

describe('the way of a connection', () => {
  it('leads through the policy that matched; those behind it are not reached', () => {
    const steps = stepsOfRoute('main', {
      decision: 'routed',
      virtual_cluster: { id: 'v', name: 'orders' },
      target: { type: 'broker', broker_id: 1 },
      policies: [
        { id: 'a', name: 'first', matched: false, why_not: 'Other port.' },
        { id: 'b', matched: true },
        { id: 'c', name: 'third', matched: false },
      ],
    });

    expect(steps.map((step) => step.state)).toEqual(['taken', 'passed', 'taken', 'not_reached', 'taken', 'taken']);
    expect(steps.map((step) => step.title).slice(-2)).toEqual(['Virtual cluster orders', 'Broker 1']);
    expect(steps[1]?.detail).toBe('Other port.');
  });

  it('ends at a rejection, with what it means', () => {
    const steps = stepsOfRoute('main', { decision: 'rejected', reason: 'unknown_sni', policies: [{ id: 'a', matched: false }] });

    expect(steps.at(-1)).toEqual({
      title: 'Rejected: unknown sni',
      detail: 'No virtual cluster is reached by this server name.',
      state: 'stopped',
    });
  });
});

it('names the rule that denies, and no backend name behind it', () => {
  const rule = { policy_id: 'p', policy_name: 'acls', index: 1, action: 'deny' as const };

  const denied = stepsOfAccess('alice', 'writes topic a', { decision: 'denied', rule, reason: 'A rule denies it.', backend_names: ['x.a'] });
  const allowed = stepsOfAccess('alice', 'writes topic a', { decision: 'not_enforced', reason: 'Brokers decide.', backend_names: ['x.a'] });

  expect(denied.map((step) => step.state)).toEqual(['taken', 'stopped', 'stopped']);
  expect(allowed.map((step) => step.title)).toEqual(['alice', 'not enforced', 'At the brokers: x.a']);
});

it('says of each policy what it does to a record', () => {
  const steps = stepsOfPolicies({
    result: 'refused',
    reason: 'The value is no JSON.',
    policies: [
      { policy_id: 'a', policy_name: 'tag', type: 'modify_headers', result: 'changes' },
      { policy_id: 'b', type: 'schema_validation', result: 'fails', reason: 'The value is no JSON.' },
      { policy_id: 'c', type: 'encrypt', result: 'not_reached' },
    ],
  });

  expect(steps.map((step) => step.state)).toEqual(['taken', 'taken', 'stopped', 'not_reached', 'stopped']);
  expect(steps[2]?.title).toBe('2. schema_validation: fails');
});
