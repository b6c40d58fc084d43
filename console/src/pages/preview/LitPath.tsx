import './litpath.css';
import { Text } from '@mantine/core';
import type { Step, StepState } from './steps';

const SIGNS: Record<StepState, { sign: string; said: string }> = {
  taken: { sign: '●', said: 'taken' },
  passed: { sign: '○', said: 'passed by' },
  stopped: { sign: '✕', said: 'ends here' },
  not_reached: { sign: '·', said: 'not reached' },
};

/** Steps under each other, lit as far as the way leads. Sign and words say what the colour says. */
export function LitPath({ steps }: { steps: Step[] }) {
  return (
    <ol className="litpath" aria-label="The way it takes">
      {steps.map((step, index) => (
        <li key={index} className={step.state}>
          <span className="sign" aria-hidden>
            {SIGNS[step.state].sign}
          </span>
          <div>
            <Text size="sm" fw={step.state === 'taken' || step.state === 'stopped' ? 700 : 400}>
              {step.title} <span className="said">({SIGNS[step.state].said})</span>
            </Text>
            {step.detail && (
              <Text size="sm" c="dimmed">
                {step.detail}
              </Text>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
