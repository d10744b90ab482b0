import type { ExpressionScope } from '@aob/expressions'
import type { Workflow } from '@aob/schemas'
import { type ReactNode, useMemo } from 'react'
import { useKept } from '../../../lib/use-kept.ts'
import type { FieldSchema } from '../../../ui/forms/form-fields.ts'
import { TextHelp } from '../../../ui/forms/text-help.ts'
import type { AroundBody } from '../bodies/around-body.ts'
import { useAroundBody } from '../bodies/use-around-body.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import { distancesBefore } from '../model/connection-rules.ts'
import { selectDocument } from '../model/editor-store.ts'
import type { KnownRoots } from './completions.ts'
import type { Known } from './data-shape.ts'
import { type ExpressionSurroundings, Surroundings } from './expression-context.ts'
import { HelpedText } from './helped-text.tsx'
import { type Inside, innerRoots, insideOf, sameInside } from './inner-roots.ts'
import { promisedOutput } from './promised-output.ts'
import { type LastRunData, scopeOf, useLastRunData } from './use-last-run.ts'
import { useRoundScope } from './use-round-scope.ts'

/** What of a document expressions depend on: it stays the same while a setting is typed. */
interface Facts {
  inputs?: Workflow['inputs']
  nodes: ReadonlyArray<{ id: string; type: string; pin?: unknown }>
}

function sameFacts(one: Facts, other: Facts): boolean {
  return (
    one.inputs === other.inputs &&
    one.nodes.length === other.nodes.length &&
    one.nodes.every(({ id, type, pin }, index) => {
      const node = other.nodes[index]
      return node?.id === id && node.type === type && node.pin === pin
    })
  )
}

/** What is known of the outputs: a pin goes before what the last run gave, as it does where a part is run. */
function withPins(document: Facts, outputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const pins = document.nodes.flatMap(({ id, pin }) => (pin === undefined ? [] : [[id, pin] as const]))
  return { ...outputs, ...Object.fromEntries(pins) }
}

const knownOf = (value: unknown, has: boolean, schema?: FieldSchema): Known => ({ has, ...(has ? { value } : {}), ...(schema ? { schema } : {}) })

function outputOf(document: Facts, nodeId: string, outputs: Readonly<Record<string, unknown>>): Known {
  const type = document.nodes.find(({ id }) => id === nodeId)?.type ?? ''
  return knownOf(outputs[nodeId], Object.hasOwn(outputs, nodeId), promisedOutput(type))
}

function rootsOf(document: Facts, before: readonly string[], scope: ExpressionScope | undefined, outputs: Readonly<Record<string, unknown>>): KnownRoots {
  const ids = new Set(before)
  const nodes = document.nodes.filter((node) => ids.has(node.id))
  const schema: FieldSchema = { type: 'object', properties: Object.fromEntries(nodes.map((node) => [node.id, promisedOutput(node.type) ?? {}])) }
  return new Map<string, Known>([
    // Workflow.inputs is any JSON Schema; the part forms know is enough here.
    ['inputs', knownOf(scope?.inputs, scope !== undefined, document.inputs as FieldSchema | undefined)],
    ['nodes', knownOf(Object.fromEntries(Object.entries(outputs).filter(([id]) => ids.has(id))), true, schema)],
    ['run', knownOf(scope?.run, scope !== undefined, { type: 'object', properties: { id: { type: 'string' }, workflow: { type: 'string' } } })],
    ['vars', { has: false, schema: { type: 'object' } }],
  ])
}

interface InBody {
  facts: Facts
  data: LastRunData | undefined
  nodeId: string
  edge: boolean
  /** The node and those before it in its body, the nearest first. */
  before: readonly string[]
  inside: Inside | undefined
  name: string
  /** What could be read in its first round of the last run. */
  round: ExpressionScope | undefined
}

/** In the body of a step: what is around it with the values of the last run, and what differs from round to round with those of the first. */
function inBody(around: AroundBody, { facts, data, nodeId, edge, before, inside, name, round }: InBody): ExpressionSurroundings {
  const own = new Set(facts.nodes.map(({ id }) => id))
  const outside = around.nodes.filter(({ id }) => !own.has(id))
  const together: Facts = { ...facts, nodes: [...facts.nodes, ...outside] }
  const last = round?.nodes ?? data?.outputs ?? {}
  const outputs = withPins(together, round ? last : Object.fromEntries(Object.entries(last).filter(([id]) => !own.has(id))))
  const readable = [...(edge ? before : before.slice(1)), ...outside.map(({ id }) => id)]
  const locals = around.locals.map(({ name: local }) => [local, knownLocal(round, local)] as const)
  const roots = new Map<string, Known>([...rootsOf(together, readable, data && scopeOf(data, name), outputs), ...locals])
  const { [nodeId]: _, ...earlier } = outputs
  const given = outputOf(facts, nodeId, outputs)
  // A pin is of every round; what one round gave is not what the step gives.
  const ofStep = outputOf(facts, nodeId, withPins(facts, {}))
  const scope = round && { ...round, nodes: edge ? outputs : earlier }
  if (edge)
    return { roots: new Map([...roots, ['output', given]]), scope: scope && given.has ? { ...scope, output: given.value } : scope, own: ofStep, inner: roots }
  return { roots, scope, own: ofStep, inner: inside ? innerRoots(roots, inside) : roots }
}

function knownLocal(round: ExpressionScope | undefined, name: string): Known {
  const value: unknown = round && Reflect.get(round, name)
  return value === undefined ? { has: false } : { has: true, value }
}

/** Gives the expressions of a node, or of an edge leaving one, what they can read. */
export function ExpressionProvider({ nodeId, edge = false, children }: { nodeId: string; edge?: boolean; children: ReactNode }) {
  const { name } = useEditor()
  const document = useEditorState(selectDocument)
  // The node itself comes first: what it gave is shown beside its form, and only a condition behind it reads it.
  const near = useMemo(() => [...distancesBefore(document, nodeId).keys()], [document, nodeId])
  const key = near.join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids in one string change only when they do, not with every edit
  const stable = useMemo(() => near, [key])
  const facts = useKept<Facts>(document, sameFacts)
  const inside = useKept(insideOf(document, nodeId), sameInside)
  const around = useAroundBody()
  // Runs keep what steps of the workflow gave by their ids; those of a body have one output for every round.
  const data = useLastRunData(around?.ofWorkflow ?? stable)
  const round = useRoundScope(data)
  const value = useMemo<ExpressionSurroundings>(() => {
    if (around) return inBody(around, { facts, data, nodeId, edge, before: stable, inside, name, round })
    const all = withPins(facts, data?.outputs ?? {})
    const { [nodeId]: _, ...earlier } = all
    const outputs = edge ? all : earlier
    const scope = data && scopeOf({ ...data, outputs }, name)
    const roots = rootsOf(facts, edge ? stable : stable.slice(1), scope, outputs)
    const own = outputOf(facts, nodeId, all)
    if (!edge) return { roots, scope, own, inner: inside ? innerRoots(roots, inside) : roots }
    return { roots: new Map([...roots, ['output', own]]), scope: scope && own.has ? { ...scope, output: own.value } : scope, own, inner: roots }
  }, [around, data, facts, edge, inside, name, nodeId, round, stable])
  return (
    <TextHelp.Provider value={HelpedText}>
      <Surroundings.Provider value={value}>{children}</Surroundings.Provider>
    </TextHelp.Provider>
  )
}
