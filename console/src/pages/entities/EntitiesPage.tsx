import { Text } from '@mantine/core';
import { Route, Routes, useParams } from 'react-router';
import { EntityPage } from './EntityPage';
import { EntityTable } from './EntityTable';
import { NewEntityPage } from './NewEntityPage';
import { kindOf } from './kinds';

export default function EntitiesPage() {
  const kind = kindOf(useParams().collection);
  if (!kind) return <Text>There is no such page.</Text>;
  return (
    <Routes>
      <Route index element={<EntityTable key={kind.collection} kind={kind} />} />
      <Route path="new" element={<NewEntityPage key={kind.collection} kind={kind} />} />
      <Route path=":entityId/*" element={<EntityPage key={kind.collection} kind={kind} />} />
    </Routes>
  );
}
