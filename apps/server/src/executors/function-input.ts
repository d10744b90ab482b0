import { activationsAround, splitActivation } from '@aob/ir/document'
import { siteAt } from '@aob/ir/program'
import { ancestorsOf } from '../coordinator/expression-scope.ts'
import type { ExecutionRequest } from '../ports/execution.ts'

/** Variables that exist in bodies only: of a map and of a loop. */
const IN_BODIES = ['item', 'index', 'iteration', 'previous'] as const

/**
 * What a function is handed that does not say what it wants: `{inputs, nodes}` and, in a loop, `{iteration, previous}`. In the body of a map
 * it is about one item, so it gets `{item, index}`, `nodes` of the body, and of a loop inside that body its variables. The inputs of the run and
 * what came before the map hold the list, as a rule; handed over for each of its items it would cost the square of them.
 */
export function defaultInput(request: ExecutionRequest): Record<string, unknown> {
  const { scope } = request
  const inMap = mapAround(request)
  if (!inMap) return { inputs: scope.inputs, nodes: scope.nodes, ...localsOf(request, IN_BODIES) }
  const { levels, inLoop } = inMap
  const ids = new Set(levels.flatMap(({ graph, id }) => ancestorsOf(graph, id)))
  const nodes = Object.fromEntries(Object.entries(scope.nodes).filter(([id]) => ids.has(id)))
  return { nodes, ...localsOf(request, inLoop ? IN_BODIES : ['item', 'index']) }
}

function localsOf({ scope }: ExecutionRequest, names: readonly (typeof IN_BODIES)[number][]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (name in scope ? [[name, scope[name]] as const] : [])))
}

interface Level {
  graph: Parameters<typeof ancestorsOf>[0]
  /** The node on the way to the function at this level. */
  id: string
}

/** From the function outwards to the innermost map around it; nothing when there is none on this side of a sub-workflow. */
function mapAround({ ir, address, graph, node }: ExecutionRequest): { levels: Level[]; inLoop: boolean } | undefined {
  const levels: Level[] = [{ graph, id: node.id }]
  let inLoop = false
  for (const activation of activationsAround(address)) {
    const around = siteAt(ir, splitActivation(activation).scope)
    if (!around || around.node.type === 'workflow') return undefined
    if (around.node.type === 'map') return { levels, inLoop }
    inLoop ||= around.node.type === 'loop'
    levels.push({ graph: around.graph, id: around.node.id })
  }
  return undefined
}
