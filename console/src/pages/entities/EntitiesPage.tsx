import { Text } from '@mantine/core';
import { useParams } from 'react-router';
import { PageHeader } from '../../parts/PageHeader';
import { kindOf } from './kinds';

export default function EntitiesPage() {
  const kind = kindOf(useParams().collection);
  return kind ? <PageHeader title={kind.title} text={kind.text} /> : <Text>There is no such page.</Text>;
}
