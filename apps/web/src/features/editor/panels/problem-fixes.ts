import { applyOperations, countAgents, MAX_URL_LENGTH } from '@aob/ir/document'
import { DEFAULT_LIMITS, type FieldProblem, portsOf, type Workflow } from '@aob/schemas'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { pointerParts } from '../../../ui/forms/field-problems.ts'
import { connectionRefusal } from '../model/connection-rules.ts'
import { kindOfUse, withDeclaredInput } from '../model/declare-input.ts'
import { nodeById, withChangedEdge, withConnection, withoutElements } from '../model/document-edit.ts'
import { renameReferences } from '../model/rename-references.ts'

/** A change that makes a problem go away, in the words of a button. */
export interface ProblemFix {
  label: string
  apply: (document: Workflow) => Workflow
}

function removal(edgeId: string): ProblemFix {
  return { label: 'Remove the connection', apply: (document) => withoutElements(document, new Set(), new Set([edgeId])) }
}

/** The document with what stands at a pointer replaced, or taken out where nothing takes its place. */
function withValueAt(document: Workflow, pointer: string, value?: unknown): Workflow {
  const outcome = applyOperations(document, [value === undefined ? { op: 'remove', path: pointer } : { op: 'replace', path: pointer, value }])
  // One member more or less leaves a document.
  return outcome.kind === 'ok' ? (outcome.document as Workflow) : document
}

/** The connection a pointer stands at; problems of a circle name their nodes only. */
function edgeAt(document: Workflow, pointer: string): string | undefined {
  const [list, index] = pointerParts(pointer)
  return list === 'edges' ? document.edges[Number(index)]?.id : undefined
}

function portFix(document: Workflow, edgeId: string): ProblemFix | undefined {
  const edge = document.edges.find(({ id }) => id === edgeId)
  const source = edge && nodeById(document, edge.from)
  const taken = new Set(document.edges.filter((other) => other.from === edge?.from && other.to === edge.to).map(({ fromPort }) => fromPort ?? 'out'))
  const port = source && portsOf(source.type, source.config).find((candidate) => candidate !== 'error' && !taken.has(candidate))
  if (port === undefined) return removal(edgeId)
  return { label: `Leave by “${port}”`, apply: (current) => withChangedEdge(current, edgeId, { fromPort: port === 'out' ? undefined : port }) }
}

const valueAt = (document: Workflow, pointer: string): unknown =>
  pointerParts(pointer).reduce<unknown>((holder, part) => Object.getOwnPropertyDescriptor(Object(holder), part)?.value, document)

/** What a pointer leads to, where it is a text. */
function textAt(document: Workflow, pointer: string): string {
  const value = valueAt(document, pointer)
  return typeof value === 'string' ? value : ''
}

function declaration({ pointer, name }: FieldProblem, document: Workflow): ProblemFix[] {
  if (name === undefined) return []
  const text = textAt(document, pointer)
  // In a template the expression ends where its braces do.
  const kind = kindOfUse(/\{\{([^}]*inputs[^}]*)\}\}/.exec(text)?.[1] ?? text, name)
  const isTemplate = text.includes('{{')
  return [
    { label: `Declare “${name}”`, apply: (current) => withDeclaredInput(current, name, isTemplate && kind.type === 'boolean' ? { type: 'string' } : kind) },
  ]
}

/** What was probably meant takes the place of what is not there, at this one place. */
function correction({ pointer, name, meant }: FieldProblem, root: 'inputs' | 'nodes'): ProblemFix[] {
  if (name === undefined || meant === undefined) return []
  const renamed = new Map([[name, meant]])
  const rewritten = (text: string) =>
    // In a template only what stands between braces is read.
    text.includes('{{') ? text.replace(/\{\{[\s\S]*?\}\}/g, (part) => renameReferences(part, renamed, root)) : renameReferences(text, renamed, root)
  return [{ label: `Read “${meant}”`, apply: (current) => withValueAt(current, pointer, rewritten(textAt(current, pointer))) }]
}

/** The workflow that was probably meant is called instead, on the same tag. */
function otherCall({ pointer, name, meant }: FieldProblem): ProblemFix[] {
  if (name === undefined || meant === undefined) return []
  return [{ label: `Call “${meant}”`, apply: (current) => withValueAt(current, pointer, `${meant}${textAt(current, pointer).slice(name.length)}`) }]
}

/** A step that does not run before the one that reads it is connected to it, where one port alone can be meant and no circle comes of it. */
function waiting({ pointer, name = '', nodeId = '' }: FieldProblem, document: Workflow): ProblemFix[] {
  const source = nodeById(document, name)
  // Inside a body there are connections of its own.
  if (!source || !/^\/nodes\/\d+\/config\/(?!body\/)/.test(pointer)) return []
  const [port, ...others] = portsOf(source.type, source.config).filter((candidate) => candidate !== 'error')
  if (port === undefined || others.length > 0) return []
  const connection = { from: name, fromPort: port, to: nodeId }
  if (connectionRefusal(document, connection) !== undefined) return []
  return [{ label: `Run “${nodeTitle(source)}” before it`, apply: (current) => withConnection(current, connection) }]
}

/** An address without its beginning. */
function wholeAddress({ pointer }: FieldProblem, document: Workflow): ProblemFix[] {
  const address = `https://${textAt(document, pointer)}`
  // A name with a dot, or with a port, is what people leave it out at.
  if (!/^https:\/\/[\w-]+(\.[\w-]+)*(\.[A-Za-z]{2,}|:\d+)([/?#{]|$)/.test(address) || address.length > MAX_URL_LENGTH) return []
  return [{ label: 'Put “https://” before it', apply: (current) => withValueAt(current, pointer, address) }]
}

/** The name of a header, of what can be sent of it. */
function headerName({ pointer, name = '' }: FieldProblem, document: Workflow): ProblemFix[] {
  const sent = name
    .trim()
    .replace(/:+$/, '')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
  const headers = pointer.slice(0, pointer.lastIndexOf('/'))
  const values = valueAt(document, headers)
  if (!/[A-Za-z0-9]/.test(sent) || typeof values !== 'object' || values === null || Object.hasOwn(values, sent)) return []
  const renamed = Object.fromEntries(Object.entries(values).map(([header, value]) => [header === name ? sent : header, value]))
  return [{ label: `Call it “${sent}”`, apply: (current) => withValueAt(current, headers, renamed) }]
}

/** Where the workflow itself says how many agents it may have, and fewer than everybody may. */
function moreAgents(document: Workflow): ProblemFix[] {
  const count = countAgents(document)
  const own = document.settings?.maxAgents
  if (own === undefined || count > DEFAULT_LIMITS.maxAgents) return []
  const settings = { ...document.settings, maxAgents: count }
  return [{ label: `Allow ${count}`, apply: (current) => ({ ...current, settings }) }]
}

/** A case gets a name no other port has. */
function caseName({ pointer, name = '' }: FieldProblem, document: Workflow): ProblemFix[] {
  const cases = valueAt(document, pointer.replace(/\/\d+\/name$/, ''))
  const taken = new Set(['default', 'error', ...(Array.isArray(cases) ? cases.map((one: { name?: unknown }) => one.name) : [])])
  const short = name.slice(0, 60)
  let number = 2
  while (taken.has(`${short} ${number}`)) number++
  const free = `${short} ${number}`
  return [{ label: `Call it “${free}”`, apply: (current) => withValueAt(current, pointer, free) }]
}

/** The obvious ways out of a problem, the likeliest first; none where a person must decide. */
export function fixesFor(problem: FieldProblem, document: Workflow): ProblemFix[] {
  const { code, pointer, name, rule } = problem
  const edgeId = problem.edgeId ?? edgeAt(document, pointer)
  if ((code === 'graph.unknown_node' || code === 'graph.cycle') && edgeId !== undefined) return [removal(edgeId)]
  if (code === 'graph.unknown_port' && edgeId !== undefined) return [portFix(document, edgeId) ?? removal(edgeId)]
  if (code === 'expression.undeclared_input') return [...correction(problem, 'inputs'), ...declaration(problem, document)]
  if (code === 'expression.unknown_node') return correction(problem, 'nodes')
  if (code === 'resource.not_found' && pointer.endsWith('/config/ref')) return otherCall(problem)
  if (code === 'expression.not_before') return waiting(problem, document)
  if (code === 'ssrf.url') return wholeAddress(problem, document)
  if (code === 'limit.agents') return moreAgents(document)
  if (code === 'node.config_invalid' && rule === undefined && name !== undefined) {
    if (/\/cases\/\d+\/name$/.test(pointer)) return caseName(problem, document)
    if (/\/config\/headers\/[^/]*$/.test(pointer)) return headerName(problem, document)
    if (pointer.endsWith('/onTimeout')) return [{ label: 'Escalate at the deadline', apply: (current) => withValueAt(current, pointer) }]
  }
  if (pointer.endsWith('/join/n')) return [{ label: 'Wait for all', apply: (current) => withValueAt(current, pointer.slice(0, -'/n'.length)) }]
  if (rule === 'additionalProperties') return [{ label: `Remove “${name}”`, apply: (current) => withValueAt(current, pointer) }]
  return []
}
