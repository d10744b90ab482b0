import { NODE_TYPES, type Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { findHits, foundAt } from './find-hits.ts'
import { rankTypes } from './type-search.ts'

describe('finding a node type', () => {
  it('ranks the beginning of a name before aliases and descriptions', () => {
    expect(rankTypes('task')[0]?.type).toBe('function')
    expect(rankTypes('ht')[0]?.type).toBe('http')
    // Words of other tools, from their beginning; "if" is in Notify, too.
    expect(rankTypes('if')[0]?.type).toBe('conditional')
    for (const [word, type] of [
      ['email', 'notify'],
      ['approve', 'hitl'],
      ['for each', 'map'],
      ['code', 'function'],
      ['branch', 'conditional'],
    ])
      expect(
        rankTypes(word ?? '')
          .slice(0, 2)
          .map((found) => found.type),
      ).toContain(type)
    expect(rankTypes('webhook').map((descriptor) => descriptor.type)).toEqual(['notify'])
    expect(rankTypes('no such thing')).toEqual([])
    expect(rankTypes('')).toHaveLength(Object.keys(NODE_TYPES).length)
  })
})

describe('finding words in a workflow', () => {
  const document: Workflow = {
    schemaVersion: 1,
    name: 'x',
    nodes: [
      {
        id: 'fetch',
        name: 'Fetch order',
        type: 'http',
        position: { x: 0, y: 0 },
        config: { url: 'https://shop.test/orders', headers: { 'X-Key': 'abc' }, expectStatus: [200] },
      },
      { id: 'say', type: 'notify', position: { x: 0, y: 0 }, config: { message: 'Order {{ nodes.fetch.body.id }} is ready' } },
    ],
    edges: [],
  }
  it('looks at names, ids and every setting, and says where', () => {
    expect(findHits(document, 'ORDER').map((hit) => [hit.nodeId, hit.place])).toEqual([
      ['fetch', 'name'],
      ['fetch', 'url'],
      ['say', 'message'],
    ])
    expect(findHits(document, 'abc')[0]).toMatchObject({ place: 'headers.X-Key', excerpt: 'abc' })
    expect(findHits(document, '200')[0]).toMatchObject({ place: 'expectStatus.0' })
    expect(findHits(document, ' ')).toEqual([])
  })

  it('looks at what the nodes gave last, and does not drown in it', () => {
    const outputs = new Map<string, unknown>([['fetch', { body: { lines: Array.from({ length: 50 }, (_, index) => ({ sku: `desk-${index}` })) } }]])
    expect(findHits(document, 'desk', outputs).map(({ nodeId, place }) => [nodeId, place])).toEqual([
      ['fetch', 'output.body.lines.0.sku'],
      ['fetch', 'output.body.lines.1.sku'],
      ['fetch', 'output.body.lines.2.sku'],
    ])
    expect(findHits(document, 'desk')).toEqual([])
  })

  it('looks into bodies, and says of each place the way to it', () => {
    const deep = { id: 'deep', name: 'Deep', type: 'function', position: { x: 0, y: 0 }, config: { code: 'return order' } }
    const box = { id: 'box', name: 'Box', type: 'composite', position: { x: 0, y: 0 }, config: { body: { nodes: [deep], edges: [] } } }
    const each = { id: 'each', name: 'Each one', type: 'map', position: { x: 0, y: 0 }, config: { items: 'inputs.orders', body: { nodes: [box], edges: [] } } }
    const hits = findHits({ ...document, nodes: [each] }, 'order')
    expect(hits.map(({ title, path, nodeId, place }) => [title, path.join('/'), nodeId, place])).toEqual([
      ['Each one', '', 'each', 'items'],
      ['Each one › Box › Deep', 'each/box', 'deep', 'code'],
    ])
    expect([foundAt(hits, []), foundAt(hits, ['each']), foundAt(hits, ['each', 'box']), foundAt(hits, ['other'])]).toEqual([['each'], ['box'], ['deep'], []])
  })
})
