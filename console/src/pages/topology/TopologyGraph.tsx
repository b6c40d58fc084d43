import '@xyflow/react/dist/base.css';
import './topology.css';
import { useComputedColorScheme } from '@mantine/core';
import { Controls, Handle, Position, ReactFlow, useReactFlow, type Edge, type Node, type NodeProps } from '@xyflow/react';
import { memo, useEffect, useMemo } from 'react';
import { countsOf, ProblemCounts } from '../../parts/Problems';
import { count } from '../../parts/format';
import type { Flow } from './flows';
import { BOX_WIDTH, type Box, type Entity, type Graph } from './graph';

const HEIGHT_MIN = 300;
const HEIGHT_MAX = 840;
const KINDS = { listener: 'Listener', policy: 'Policy', virtual_cluster: 'Virtual cluster', backend_cluster: 'Backend cluster', brokers: 'Brokers' };

/** Room below is for the buttons. */
const FIT = { padding: { x: '16px', top: '16px', bottom: '56px' }, maxZoom: 1.1 } as const;

type BoxNode = Node<{ box: Box; live?: string; selected: boolean; onSelect: (entity: Entity) => void }, 'box'>;

interface Props {
  graph: Graph;
  selected: string | undefined;
  onSelect: (entity: Entity) => void;
  flows?: Map<string, Flow>;
  live?: Map<string, string>;
}

/** The graph as a picture. Every box is a button, in the order of the columns; the table has the same for whoever does not see it. */
export function TopologyGraph({ graph, selected, onSelect, flows, live }: Props) {
  const colorMode = useComputedColorScheme('light');
  const nodes = useMemo<BoxNode[]>(
    () =>
      graph.boxes.map((box) => ({
        id: box.entity.id,
        type: 'box',
        position: { x: box.x, y: box.y },
        width: BOX_WIDTH,
        height: box.height,
        data: { box, live: live?.get(box.entity.id), selected: box.entity.id === selected, onSelect },
      })),
    [graph, selected, onSelect, live],
  );
  const edges = useMemo<Edge[]>(
    () =>
      graph.lines.map((line) => {
        const flow = flows?.get(line.id);
        return {
          id: line.id,
          source: line.from,
          target: line.to,
          label: flow?.text,
          className: [line.off ? 'off' : '', flow?.state ?? ''].join(' '),
          focusable: false,
          ariaLabel: flow?.text,
        };
      }),
    [graph, flows],
  );
  return (
    <div className="topology" style={{ height: Math.min(HEIGHT_MAX, Math.max(HEIGHT_MIN, graph.height * 1.1 + 80)) }}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        colorMode={colorMode}
        fitView
        fitViewOptions={FIT}
        minZoom={0.2}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        preventScrolling={false}
        zoomOnScroll={false}
        proOptions={{ hideAttribution: true }}
        aria-label="Topology"
      >
        <Controls showInteractive={false} orientation="horizontal" position="bottom-left" />
        <Fitted shape={graph.boxes.map((box) => box.entity.id).join()} />
      </ReactFlow>
    </div>
  );
}

/** Moves the view when what is shown has become something else, and leaves it alone while only numbers change. */
function Fitted({ shape }: { shape: string }) {
  const { fitView } = useReactFlow();
  useEffect(() => {
    void fitView(FIT);
  }, [shape, fitView]);
  return null;
}

const BoxView = memo(function BoxView({ data, id }: NodeProps<BoxNode>) {
  const { box, live, selected, onSelect } = data;
  const { setCenter, getZoom } = useReactFlow();
  const kind = box.entity.kind;
  return (
    <>
      {kind !== 'listener' && <Handle type="target" position={Position.Left} isConnectable={false} />}
      <button
        type="button"
        className={`box nodrag nopan ${kind} ${box.off ? 'off' : ''} ${box.problems.length > 0 ? 'ill' : ''}`}
        aria-label={[KINDS[kind], box.title, ...box.lines, live, said(box)].filter(Boolean).join(', ')}
        aria-pressed={selected}
        onClick={() => onSelect(box.entity)}
        onFocus={(event) => {
          if (event.currentTarget.matches(':focus-visible')) {
            void setCenter(box.x + BOX_WIDTH / 2, box.y + box.height / 2, { zoom: getZoom() });
          }
        }}
        data-id={id}
      >
        <span className="kind">{KINDS[kind]}</span>
        <strong title={box.title}>{box.title}</strong>
        {box.lines.map((line) => (
          <span key={line} title={line}>
            {line}
          </span>
        ))}
        {live && <span className="live">{live}</span>}
        {box.problems.length > 0 && (
          <span className="problems">
            <ProblemCounts {...countsOf(box.problems)} compact />
          </span>
        )}
      </button>
      {kind !== 'brokers' && <Handle type="source" position={Position.Right} isConnectable={false} />}
    </>
  );
});

function said(box: Box): string {
  const { errors, warnings } = countsOf(box.problems);
  return [errors > 0 ? count(errors, 'error') : '', warnings > 0 ? count(warnings, 'warning') : ''].filter(Boolean).join(', ');
}

const NODE_TYPES = { box: BoxView };
