import 'uplot/dist/uPlot.min.css';
import './chart.css';
import { Text, Title, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { newest, type Curves } from './curves';

const HEIGHT = 190;
const LEAST_WIDTH = 240;
/** Told apart by their dashes, too. */
const LIGHT = ['#1864ab', '#c2255c', '#087f5b'];
const DARK = ['#74c0fc', '#faa2c1', '#8ce99a'];
const DASHES = [[], [6, 4], [2, 3]];

interface Props {
  title: string;
  curves: Curves;
  format: (value: number) => string;
  /** Of its heading. */
  level?: 2 | 3;
}

/** Curves over time. What a screen reader gets are the newest values. */
export function Chart({ title, curves, format, level = 2 }: Props) {
  const scheme = useComputedColorScheme('light');
  const { ref: box, width } = useElementSize();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef(curves);
  latest.current = curves;
  const names = curves.names.join();

  useEffect(() => {
    if (!place.current || width === 0) return;
    const ink = scheme === 'dark' ? '#c9c9c9' : '#343a40';
    const grid = scheme === 'dark' ? '#3b3b3b' : '#e9ecef';
    const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    plot.current = new uPlot(
      {
        width: Math.max(LEAST_WIDTH, width),
        height: HEIGHT,
        padding: [null, 28, null, null],
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
        axes: [
          { ...axis, values: (_, times) => times.map((time) => clock(time)) },
          { ...axis, size: 64, values: (_, values) => values.map((value) => format(value)) },
        ],
        series: [
          {},
          ...names.split(',').map((label, index) => ({
            label,
            stroke: (scheme === 'dark' ? DARK : LIGHT)[index],
            dash: DASHES[index],
            width: 2,
            points: { show: false },
          })),
        ],
      },
      latest.current.columns as uPlot.AlignedData,
      place.current,
    );
    return () => plot.current?.destroy();
  }, [scheme, width, names, format]);

  useEffect(() => {
    plot.current?.setData(curves.columns as uPlot.AlignedData);
  }, [curves]);

  return (
    <section aria-label={title} className="chart">
      <Title order={level} size="h5">
        {title}
      </Title>
      <Text size="sm" component="ul" className={`legend ${scheme}`}>
        {newest(curves).map(({ name, value }, index) => (
          <li key={name}>
            <svg width="26" height="8" aria-hidden>
              <line
                x1="0"
                x2="26"
                y1="4"
                y2="4"
                strokeWidth="2"
                stroke={(scheme === 'dark' ? DARK : LIGHT)[index]}
                strokeDasharray={DASHES[index]?.join(' ')}
              />
            </svg>{' '}
            {name}: {value === null ? 'none' : format(value)}
          </li>
        ))}
      </Text>
      <div ref={box}>
        <div ref={place} aria-hidden />
      </div>
    </section>
  );
}

function clock(seconds: number): string {
  return new Date(seconds * 1000).toTimeString().slice(0, 8);
}
