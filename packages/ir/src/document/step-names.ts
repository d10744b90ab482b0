import type { AnchorTarget, Workflow, WorkflowEdge } from '@aob/schemas'
import { allNodes } from './bodies.ts'
import { isPlainObject } from './plain-object.ts'
import { graphAt } from './scope-bodies.ts'

/** What people call a step, and whether other steps are called the same. */
export interface StepName {
  name: string
  alike?: true
}

/** Steps by the path of ids that leads to each, joined with `/`; of connections, the ids of the steps at their ends. */
export interface Names {
  steps: Record<string, StepName>
  ends: Record<string, { from: string; to: string }>
}

/** Something to be told of: what it is about, and what is there, of which connections have ends to be named. */
export interface NamedPlace {
  target: AnchorTarget
  values: readonly unknown[]
}

export const pathKey = (path: readonly string[]): string => path.join('/')

/**
 * The names of what some places are about, with the scopes around them and the steps at the ends of connections. Of several documents the
 * first that has a step names it. Steps without a name are left out: they go by their id.
 */
export function namesOf(documents: readonly Workflow[], places: readonly NamedPlace[]): Names {
  const nameOf = stepNamer(documents)
  const edgesAt = edgeFinder(documents)
  const names: Names = { steps: {}, ends: {} }
  const take = (path: readonly string[]) => {
    const name = nameOf(path)
    if (name) names.steps[pathKey(path)] = name
  }
  for (const { target, values } of places) {
    const scope = target.path.slice(0, -1)
    for (const length of target.path.keys()) if (target.kind === 'node' || length < scope.length) take(target.path.slice(0, length + 1))
    const edges = [...(target.kind === 'edge' ? edgesAt(target.path) : []), ...values.flat().filter(isEdge)]
    const [first] = edges
    if (target.kind === 'edge' && first) names.ends[pathKey(target.path)] = { from: first.from, to: first.to }
    for (const { from, to } of edges) for (const end of [from, to]) take([...scope, end])
  }
  return names
}

function stepNamer(documents: readonly Workflow[]): (path: readonly string[]) => StepName | undefined {
  const named = new Map<string, string>()
  const called = new Map<string, Set<string>>()
  for (const { node, path } of documents.flatMap(allNodes)) {
    const name = node.name?.trim()
    if (!name) continue
    const key = pathKey(path)
    if (!named.has(key)) named.set(key, name)
    called.set(name, (called.get(name) ?? new Set()).add(key))
  }
  return (path) => {
    const name = named.get(pathKey(path))
    return name === undefined ? undefined : { name, ...((called.get(name)?.size ?? 0) > 1 ? { alike: true } : {}) }
  }
}

/** Finds the connection a path leads to as each document has it; a scope is looked into once. */
function edgeFinder(documents: readonly Workflow[]): (path: readonly string[]) => WorkflowEdge[] {
  const scopes = new Map<string, ReadonlyMap<string, WorkflowEdge>[]>()
  return (path) => {
    const scope = path.slice(0, -1)
    const known = scopes.get(pathKey(scope)) ?? documents.map((document) => new Map(graphAt(document, scope)?.edges.map((edge) => [edge.id, edge])))
    scopes.set(pathKey(scope), known)
    return known.flatMap((edges) => edges.get(path.at(-1) ?? '') ?? [])
  }
}

function isEdge(value: unknown): value is { from: string; to: string } {
  return isPlainObject(value) && typeof Reflect.get(value, 'from') === 'string' && typeof Reflect.get(value, 'to') === 'string'
}
