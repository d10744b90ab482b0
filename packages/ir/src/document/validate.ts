import type { FieldProblem, Workflow } from '@aob/schemas'
import { validateWorkflow as matchesSchema } from '@aob/schemas/validators'
import { configProblems } from './config-problems.ts'
import { graphOf } from './graph.ts'
import { graphProblems } from './graph-problems.ts'
import { graphsOf, placed } from './inner-graphs.ts'
import { inputsProblems } from './inputs-problems.ts'
import { limitProblems, sizeProblems } from './limit-problems.ts'
import { CURRENT_VERSION, versionOf } from './migrations/upcast.ts'
import { isPlainObject } from './plain-object.ts'
import { fault } from './problem.ts'
import { readingProblems } from './reading-problems.ts'
import { MAX_PROBLEMS, schemaProblems } from './schema-problems.ts'
import type { ValidationOptions } from './validation-options.ts'

export interface Validation {
  /** No problem of severity `error`; the document has the shape of the schema. */
  valid: boolean
  /** At most MAX_PROBLEMS, errors first, each with an RFC 6901 pointer into the document. */
  problems: FieldProblem[]
}

/**
 * Judges a document by itself: size (V1), schema (V2), ids, edges, ports, cycles, joins (V3 to V8), configs by node type, URLs and
 * expressions (V9 to V12), limits and unknown types (V13, V14), bodies like the workflow itself (V15), what expressions read (V17 to V20), the schema of the inputs (V21). A document that fails its size or schema is judged no further.
 */
export function validateWorkflow(doc: unknown, options: ValidationOptions): Validation {
  const first = [...tooNew(doc), ...sizeProblems(doc, options.limits)]
  const shape = first.length > 0 ? first : shapeProblems(doc, options.sound)
  if (shape.length > 0) return verdict(shape)
  // The schema has just confirmed the shape.
  const workflow = doc as Workflow
  // Only elements of the outermost graph have been held against the schema of a node or an edge as such.
  const { sound: _, ...withoutMemory } = options
  const problems = graphsOf(workflow).flatMap((inner) => {
    const graph = graphOf(inner.graph)
    return placed(inner, [...graphProblems(inner.graph, graph), ...configProblems(inner.graph, inner.graph === workflow ? options : withoutMemory, graph)])
  })
  return verdict([...problems, ...limitProblems(workflow, options), ...inputsProblems(workflow.inputs), ...readingProblems(workflow, options)])
}

/** V16: what a newer version wrote is not guessed at; everything else about it may mean something else by then. */
function tooNew(doc: unknown): FieldProblem[] {
  const version = versionOf(doc)
  if (version === undefined || version <= CURRENT_VERSION) return []
  return [fault('document.too_new', '/schemaVersion', `The document is of version ${version}; this one reads up to ${CURRENT_VERSION}.`)]
}

/** V2. A document without the elements whose shape is known already has the shape exactly when the whole has. */
function shapeProblems(doc: unknown, sound: WeakSet<object> | undefined): FieldProblem[] {
  if (sound && isPlainObject(doc) && matchesSchema({ ...doc, ...unknownIn(doc, 'nodes', sound), ...unknownIn(doc, 'edges', sound) })) return []
  return schemaProblems(matchesSchema, doc, 'workflow.invalid')
}

function unknownIn(doc: object, list: 'nodes' | 'edges', sound: WeakSet<object>): Record<string, unknown> {
  const elements: unknown = Object.hasOwn(doc, list) ? Reflect.get(doc, list) : undefined
  if (!Array.isArray(elements)) return {}
  return { [list]: elements.filter((element: unknown) => typeof element !== 'object' || element === null || !sound.has(element)) }
}

function verdict(problems: FieldProblem[]): Validation {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  return { valid: errors.length === 0, problems: [...errors, ...warnings].slice(0, MAX_PROBLEMS) }
}
