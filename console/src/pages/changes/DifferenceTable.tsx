import './differences.css';
import { Table } from '@mantine/core';
import { DataTable } from '../../parts/DataTable';
import type { Difference, Entry } from './differences';

const SIGNS = { same: ' ', removed: '−', added: '+' };

/** Fields with what they were and what they are. A sign and a word say what a colour says. */
export function DifferenceTable({ differences }: { differences: Difference[] }) {
  return (
    <DataTable headings={['Field', 'Before', 'After']} minWidth={560} layout="fixed" verticalSpacing={6} className="differences">
      {differences.map((difference, index) => (
        <Table.Tr key={index}>
          <Table.Th scope="row">{difference.path}</Table.Th>
          <Values difference={difference} />
        </Table.Tr>
      ))}
    </DataTable>
  );
}

function Values({ difference }: { difference: Difference }) {
  switch (difference.kind) {
    case 'secret':
      return <Table.Td colSpan={2}>another secret than before, which is not shown</Table.Td>;
    case 'list':
      return (
        <Table.Td colSpan={2}>
          <ul className="entries">
            {difference.entries.map((entry, index) => (
              <li key={index}>
                <Marked entry={entry} />
              </li>
            ))}
          </ul>
        </Table.Td>
      );
    case 'value':
      return (
        <>
          <Table.Td>{difference.before !== undefined && <Marked entry={{ mark: 'removed', text: difference.before }} />}</Table.Td>
          <Table.Td>{difference.after !== undefined && <Marked entry={{ mark: 'added', text: difference.after }} />}</Table.Td>
        </>
      );
  }
}

function Marked({ entry: { mark, text } }: { entry: Entry }) {
  const sign = (
    <span className="sign" aria-hidden>
      {SIGNS[mark]}
    </span>
  );
  return mark === 'removed' ? (
    <del className="marked removed">
      {sign}
      {text}
    </del>
  ) : mark === 'added' ? (
    <ins className="marked added">
      {sign}
      {text}
    </ins>
  ) : (
    <span className="marked">
      {sign}
      {text}
    </span>
  );
}
