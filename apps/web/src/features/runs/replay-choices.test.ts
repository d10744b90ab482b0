import type { NodeRunView } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { replayChoices } from './replay-choices.ts'

const view = (nodeId: string, status: NodeRunView['status'], queuedAt?: number): NodeRunView => ({
  nodeId,
  status,
  attempt: 1,
  ...(queuedAt === undefined ? {} : { queuedAt }),
})
const choices = (...views: NodeRunView[]) => replayChoices({ nodes: Object.fromEntries(views.map((node) => [node.nodeId, node])) })

describe('where a run may be replayed from', () => {
  it('steps come in the order in which they began; paths not taken and steps inside scopes are left out', () => {
    const { options, first } = choices(view('b', 'succeeded', 2), view('a', 'succeeded', 1), view('c', 'not_taken'), view('map[0]/x', 'succeeded', 3))
    expect(options.map(({ value }) => value)).toEqual(['', 'a', 'b'])
    expect(first).toBe('')
  })

  it('the step that failed is where to begin', () => {
    const { options, first } = choices(view('a', 'succeeded', 1), view('b', 'failed', 2))
    expect(first).toBe('b')
    expect(options.at(-1)).toEqual({ value: 'b', label: 'b (failed)' })
  })
})
