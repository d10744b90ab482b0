import type { FieldProblem, Workflow } from '@aob/schemas'
import { validateWorkflow as matchesSchema } from '@aob/schemas/validators'
import { configProblems } from './config-problems.ts'
import { graphProblems } from './graph-problems.ts'
import { graphsOf, placed } from './inner-graphs.ts'
import { limitProblems, sizeProblems } from './limit-problems.ts'
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
 * expressions (V9 to V12), limits and unknown types (V13, V14), bodies like the workflow itself (V15). A document that fails its size or schema is judged no further.
 */
export function validateWorkflow(doc: unknown, options: ValidationOptions): Validation {
  const size = sizeProblems(doc, options.limits)
  const shape = size.length > 0 ? size : schemaProblems(matchesSchema, doc, 'workflow.invalid')
  if (shape.length > 0) return verdict(shape)
  // The schema has just confirmed the shape.
  const workflow = doc as Workflow
  const problems = graphsOf(workflow).flatMap((inner) => placed(inner, [...graphProblems(inner.graph), ...configProblems(inner.graph, options)]))
  return verdict([...problems, ...limitProblems(workflow, options.limits)])
}

function verdict(problems: FieldProblem[]): Validation {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  return { valid: errors.length === 0, problems: [...errors, ...warnings].slice(0, MAX_PROBLEMS) }
}
