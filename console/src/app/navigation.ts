/** The pages about one gateway, in the order of the navigation. `path` is below /console/g/{gatewayId}. */
export const PAGES = [
  { path: '', label: 'Overview' },
  { path: 'topology', label: 'Topology' },
  { path: 'traffic', label: 'Traffic' },
  { path: 'connections', label: 'Connections' },
  { path: 'nodes', label: 'Nodes' },
  { path: 'preview', label: 'Previews' },
  { path: 'certificates', label: 'Certificates' },
  { path: 'changes', label: 'Changes' },
] as const;

/** The address of a page about a gateway. */
export function pageOf(gatewayId: string, path: string): string {
  return path === '' ? `/g/${gatewayId}` : `/g/${gatewayId}/${path}`;
}
