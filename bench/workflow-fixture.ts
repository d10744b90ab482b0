import type { Operation } from '@aob/schemas'

/** The same seed gives the same numbers everywhere. */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** A workflow as people have them: about 270 bytes a node, 80 an edge, three edges for two nodes. */
export function workflow(nodes: number): { schemaVersion: number; name: string; nodes: unknown[]; edges: unknown[] } {
  return {
    schemaVersion: 1,
    name: `measured-${nodes}`,
    nodes: Array.from({ length: nodes }, (_, index) => ({
      id: `node_${index}`,
      type: index % 3 === 0 ? 'http' : 'function',
      name: `Step number ${index}`,
      config: {
        method: 'GET',
        url: `https://service-${index % 20}.example.com/api/items/${index}`,
        headers: { accept: 'application/json' },
        note: 'what this step is for, in a sentence',
      },
      position: { x: (index % 40) * 220, y: Math.floor(index / 40) * 120 },
    })),
    edges: Array.from({ length: Math.floor(nodes * 1.5) }, (_, index) => ({
      id: `edge_${index}`,
      from: `node_${index % nodes}`,
      to: `node_${(index * 7 + 1) % nodes}`,
      fromPort: 'out',
    })),
  }
}

/** Patches of one to three operations: moves on the canvas, settings, new nodes with an edge, now and then a removal. */
export function patchesFor(nodes: number, count: number): Operation[][] {
  const random = numbersFrom(42)
  let present = nodes
  return Array.from({ length: count }, (_, index): Operation[] => {
    const at = random(present)
    switch (random(10)) {
      case 0:
      case 1:
        present++
        return [
          { op: 'add', path: '/nodes/-', value: { id: `new_${index}`, type: 'function', config: { code: 'return input' }, position: { x: 1, y: 2 } } },
          { op: 'add', path: '/edges/-', value: { id: `new_edge_${index}`, from: `node_${at}`, to: `new_${index}` } },
        ]
      case 2:
        present--
        return [{ op: 'remove', path: `/nodes/${at}` }]
      case 3:
      case 4:
      case 5:
        return [{ op: 'add', path: `/nodes/${at}/config/note`, value: `changed by patch ${index}` }]
      default:
        return [
          { op: 'add', path: `/nodes/${at}/position`, value: { x: random(9000), y: random(9000) } },
          { op: 'add', path: `/nodes/${random(present)}/position`, value: { x: random(9000), y: random(9000) } },
        ]
    }
  })
}
