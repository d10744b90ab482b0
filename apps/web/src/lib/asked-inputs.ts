import type { Workflow, WorkflowDocument } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { FieldSchema } from '../ui/forms/form-fields.ts'
import { failureOf } from './failure.ts'
import { type DocumentSource, useMaterialization } from './materialize.ts'
import { useTRPC } from './trpc.ts'

/** What a version asks for. */
export type AskedInputs = { kind: 'waiting' } | { kind: 'failed'; reason: string } | { kind: 'asked'; schema: FieldSchema | undefined }

/** What the version asks for that a tag points to, from its document, which the worker makes. Nothing is read for an empty name. */
export function useAskedInputs(name: string, tag: string): AskedInputs {
  const trpc = useTRPC()
  const query = useQuery({ ...trpc.workflows.document.queryOptions({ name, tag }), enabled: name !== '' })
  const { data } = query
  const source = useMemo((): DocumentSource | undefined => {
    if (!data) return undefined
    // tRPC types members of type unknown as optional; on the wire they are there.
    const { base, patches } = data as WorkflowDocument
    return { id: `${name}@${tag}`, base, patches }
  }, [data, name, tag])
  const made = useMaterialization(source)
  return useMemo(() => {
    if (query.isError) return { kind: 'failed', reason: failureOf(query.error).message }
    if (made.kind === 'failed' && made.source === source) return { kind: 'failed', reason: failureOf(made.error).message }
    if (made.kind !== 'ready' || made.source !== source) return { kind: 'waiting' }
    return { kind: 'asked', schema: askedBy(made.workflow) }
  }, [query.isError, query.error, made, source])
}

/** Workflow.inputs is any JSON Schema; a form reads the part it knows and leaves the rest to the server. */
export function askedBy(workflow: Workflow): FieldSchema | undefined {
  return workflow.inputs as FieldSchema | undefined
}
