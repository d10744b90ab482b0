import type { FieldProblem, WorkflowDocument } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { type DocumentSource, useMaterialization } from '../../lib/materialize.ts'
import { useTRPC } from '../../lib/trpc.ts'
import type { FieldSchema } from '../../ui/forms/form-fields.ts'
import { RunInputs } from '../../ui/forms/run-inputs.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

/** What the version a tag points to asks for. */
export type AskedInputs = { kind: 'waiting' } | { kind: 'failed'; reason: string } | { kind: 'asked'; schema: FieldSchema | undefined }

/** Reads it from the version's document, which the worker makes. */
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
    // Workflow.inputs is any JSON Schema; the form reads the part it knows and leaves the rest to the server.
    return { kind: 'asked', schema: made.workflow.inputs as FieldSchema | undefined }
  }, [query.isError, query.error, made, source])
}

interface ScheduleInputsProps {
  asked: AskedInputs
  value: Readonly<Record<string, unknown>>
  problems: readonly FieldProblem[]
  onChange: (value: Record<string, unknown>) => void
}

/** The inputs of every run a schedule starts, asked for as the Run button does; what is left empty is the workflow's default of the day. */
export function ScheduleInputs({ asked, value, problems, onChange }: ScheduleInputsProps) {
  return (
    <section aria-label="Inputs of each run" className="flex flex-col gap-3 border-line border-t pt-4">
      <div>
        <h3 className="font-medium text-ink-2 text-sm">Inputs of each run</h3>
        <p className="text-ink-3 text-xs">What is left empty is the workflow’s own default at that time.</p>
      </div>
      {asked.kind === 'waiting' ? <Skeleton className="h-14" /> : null}
      {asked.kind === 'failed' ? (
        <p role="alert" className="text-danger text-sm">
          What this workflow asks for could not be read: {asked.reason}
        </p>
      ) : null}
      {asked.kind === 'asked' ? <RunInputs schema={asked.schema} value={value} problems={problems} onChange={onChange} /> : null}
    </section>
  )
}
