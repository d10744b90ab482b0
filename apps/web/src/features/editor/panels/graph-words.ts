import type { FieldProblem, Workflow, WorkflowBody } from '@aob/schemas'
import { portsOf } from '@aob/schemas'
import { portOfEdge } from '../../../ui/canvas/card-geometry.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { pointerParts } from '../../../ui/forms/field-problems.ts'

/** The graph a pointer leads into, the innermost: the workflow, or the body of a step. */
function graphAround(pointer: string, document: Workflow): WorkflowBody {
  const body = /^.*\/config\/body(?=\/)/.exec(pointer)?.[0]
  if (body === undefined) return document
  const found = pointerParts(body).reduce<unknown>((holder, part) => Object.getOwnPropertyDescriptor(Object(holder), part)?.value, document)
  // Only of bodies that have the shape of one is there more to be told than that they have not.
  return (found as WorkflowBody | undefined) ?? document
}

/** What is wrong with how steps are connected, by their names instead of ids; undefined for everything else. */
export function graphSentence({ code, message, pointer, path = [], name = '' }: FieldProblem, document: Workflow): string | undefined {
  const graph = graphAround(pointer, document)
  const titleOf = (id: string) => {
    const node = graph.nodes.find((candidate) => candidate.id === id)
    return node ? nodeTitle(node) : id
  }
  switch (code) {
    case 'graph.unknown_port': {
      const edge = graph.edges[Number(pointerParts(pointer).at(-2))]
      const source = graph.nodes.find(({ id }) => id === edge?.from)
      if (!edge || !source) return undefined
      const ports = [...new Set(portsOf(source.type, source.config))]
      return `“${nodeTitle(source)}” is not left by “${portOfEdge(edge)}”: it has ${ports.map((port) => `“${port}”`).join(', ')}.`
    }
    case 'graph.cycle':
      return `The connections form a circle: ${shortened([...path, ...path.slice(0, 1)].map(titleOf)).join(' → ')}.`
    case 'graph.unreachable':
      return 'It never begins: every way to it comes out of a circle. Take one connection of the circle away.'
    case 'graph.join':
      return message.replace(/^Node \S+ waits/, 'It waits')
    case 'limit.agents': {
      const [, most = '', more = ''] = /(\d+) \+ (\d+) >/.exec(message) ?? []
      if (most === '') return message
      return `Agents: ${Number(most) + Number(more)}; at most ${most} may be in this workflow. ${document.settings?.maxAgents === undefined ? 'Take some away.' : 'Take some away, or raise “Most agent nodes”.'}`
    }
    default:
      return pointer.endsWith('/onTimeout') && name !== '' ? `The deadline may not approve: “${titleOf(name)}” comes after it and cannot be undone.` : undefined
  }
}

/** Names of a long way: its beginning and its end. */
function shortened(names: string[]): string[] {
  return names.length <= 8 ? names : [...names.slice(0, 4), `… ${(names.length - 7).toLocaleString('en')} steps …`, ...names.slice(-3)]
}
