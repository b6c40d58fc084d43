import { Route, Routes } from 'react-router';
import { AddNode } from './AddNode';
import { NodeList } from './NodeList';
import { NodePage } from './NodePage';

export default function NodesPage() {
  return (
    <Routes>
      <Route index element={<NodeList />} />
      <Route path="new" element={<AddNode />} />
      <Route path=":nodeId" element={<NodePage />} />
    </Routes>
  );
}
