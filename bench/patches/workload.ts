import type { Operation, Workflow } from '@aob/schemas'

/** Nodes in a row of lanes: valid by every rule, configs as people have them, about 330 bytes a node with its edge. */
export function measuredWorkflow(nodes: number): Workflow {
  return {
    schemaVersion: 1,
    name: `patched-${nodes}`,
    nodes: Array.from({ length: nodes }, (_, index) => ({
      id: `node_${index}`,
      type: index % 3 === 0 ? 'http' : 'function',
      name: `Step number ${index}`,
      config:
        index % 3 === 0
          ? { method: 'GET', url: `https://service-${index % 20}.example.com/api/items/${index}`, headers: { accept: 'application/json' } }
          : { code: 'return { items: input.items.filter((item) => item.total > 10) }', input: '{{ inputs }}' },
      position: { x: (index % 40) * 220, y: Math.floor(index / 40) * 120 },
    })),
    edges: Array.from({ length: nodes - 1 }, (_, index) => ({ id: `edge_${index}`, from: `node_${index}`, to: `node_${index + 1}` })),
  }
}

/** What people and agents change, in turns: a setting, a place on the canvas, a new step with its edge, the name of one. Valid in any order on a workflow of that size. */
export function patchNumber(nodes: number, index: number): Operation[] {
  const at = (index * 7) % nodes
  switch (index % 4) {
    case 0:
      return [{ op: 'replace', path: `/nodes/${at - (at % 3)}/config/url`, value: `https://service.example.com/changed/${index}` }]
    case 1:
      return [{ op: 'replace', path: `/nodes/${at}/position`, value: { x: index * 10, y: index * 20 } }]
    case 2:
      return [
        { op: 'add', path: '/nodes/-', value: { id: `new_${index}`, type: 'function', config: { code: 'return input' }, position: { x: 1, y: 2 } } },
        { op: 'add', path: '/edges/-', value: { id: `new_edge_${index}`, from: `node_${at}`, to: `new_${index}` } },
      ]
    default:
      return [{ op: 'replace', path: `/nodes/${at}/name`, value: `Renamed by patch ${index}` }]
  }
}
