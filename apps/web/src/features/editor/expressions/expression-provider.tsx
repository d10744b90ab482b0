import type { ExpressionScope } from '@aob/expressions'
import { canonicalType, NODE_TYPES, type Workflow } from '@aob/schemas'
import { type ReactNode, useMemo } from 'react'
import type { FieldSchema } from '../../../ui/forms/form-fields.ts'
import { TextHelp } from '../../../ui/forms/text-help.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import { outputFields } from '../inspector/upstream-references.ts'
import { distancesBefore } from '../model/connection-rules.ts'
import { selectDocument } from '../model/editor-store.ts'
import type { KnownRoots } from './completions.ts'
import type { Known } from './data-shape.ts'
import { type ExpressionSurroundings, Surroundings } from './expression-context.ts'
import { HelpedText } from './helped-text.tsx'
import { scopeOf, useLastRunData } from './use-last-run.ts'

/** The members a node type's output promises, as a schema. */
function promisedOutput(type: string): FieldSchema | undefined {
  const known = canonicalType(type)
  const fields = known ? outputFields(NODE_TYPES[known].type) : []
  return fields.length === 0 ? undefined : { type: 'object', properties: Object.fromEntries(fields.map((field) => [field, {}])) }
}

function rootsOf(document: Workflow, before: readonly string[], scope: ExpressionScope | undefined, output: Known | undefined): KnownRoots {
  const ids = new Set(before)
  const nodes = document.nodes.filter((node) => ids.has(node.id))
  const schema: FieldSchema = { type: 'object', properties: Object.fromEntries(nodes.map((node) => [node.id, promisedOutput(node.type) ?? {}])) }
  const known = (value: unknown, has: boolean, of?: FieldSchema): Known => ({ has, ...(has ? { value } : {}), ...(of ? { schema: of } : {}) })
  const roots = new Map<string, Known>([
    // Workflow.inputs is any JSON Schema; the part forms know is enough here.
    ['inputs', known(scope?.inputs, scope !== undefined, document.inputs as FieldSchema | undefined)],
    ['nodes', known(scope?.nodes, scope !== undefined, schema)],
    ['run', known(scope?.run, scope !== undefined, { type: 'object', properties: { id: { type: 'string' }, workflow: { type: 'string' } } })],
    ['vars', { has: false, schema: { type: 'object' } }],
  ])
  if (output) roots.set('output', output)
  return roots
}

/** Gives the expressions of a node, or of an edge leaving one, what they can read. */
export function ExpressionProvider({ nodeId, edge = false, children }: { nodeId: string; edge?: boolean; children: ReactNode }) {
  const { name } = useEditor()
  const document = useEditorState(selectDocument)
  const before = useMemo(() => {
    const far = distancesBefore(document, nodeId)
    return [...far.keys()].slice(edge ? 0 : 1)
  }, [document, nodeId, edge])
  const key = before.join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids in one string change only when they do, not with every edit
  const stable = useMemo(() => before, [key])
  const data = useLastRunData(stable)
  const value = useMemo<ExpressionSurroundings>(() => {
    const scope = data && scopeOf(data, name)
    const type = document.nodes.find((node) => node.id === nodeId)?.type ?? ''
    const has = scope !== undefined && Object.hasOwn(scope.nodes, nodeId)
    const output: Known | undefined = edge ? { has, ...(has ? { value: scope.nodes[nodeId] } : {}), schema: promisedOutput(type) } : undefined
    const own = has && edge && scope ? { ...scope, output: scope.nodes[nodeId] } : scope
    return { roots: rootsOf(document, stable, scope, output), scope: own }
  }, [data, document, edge, name, nodeId, stable])
  return (
    <TextHelp.Provider value={HelpedText}>
      <Surroundings.Provider value={value}>{children}</Surroundings.Provider>
    </TextHelp.Provider>
  )
}
