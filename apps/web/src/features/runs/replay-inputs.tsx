import type { RunDetail } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { type AskedInputs, askedBy, useAskedInputs } from '../../lib/asked-inputs.ts'
import { failureOf } from '../../lib/failure.ts'
import { readObject } from '../../lib/json-object.ts'
import { useRunSession } from '../../lib/live/run-session-context.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { documentIn } from '../../stores/run-documents.ts'
import { Button } from '../../ui/button.tsx'
import { missingInputs, RunInputs } from '../../ui/forms/run-inputs.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

export type TypedInputs = Record<string, unknown>

export interface ReplayInputsProps {
  detail: RunDetail
  /** Whose version asks; empty for the graph this run had. */
  tag: string
  /** What somebody changed them to; the recorded ones until then. */
  typed: TypedInputs | undefined
  /** What is missing is marked once somebody wanted to start. */
  tried: boolean
  onType: (typed: TypedInputs | undefined) => void
}

/** The inputs of the run that is repeated, in the form the Run button asks with. */
export function ReplayInputs({ detail, tag, typed, tried, onType }: ReplayInputsProps) {
  const asked = useAsked(detail, tag)
  const recorded = useRecordedInputs(detail.inputsRef)
  const value = typed ?? (recorded.kind === 'read' ? recorded.inputs : undefined)
  const [forms, setForms] = useState(0)
  const takeBack = () => {
    setForms(forms + 1)
    onType(undefined)
  }
  const fault = recorded.kind === 'failed' ? recorded.reason : asked.kind === 'failed' ? asked.reason : undefined
  return (
    <section aria-label="Inputs" className="flex flex-col gap-3 border-line border-t pt-4">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="font-medium text-ink-2 text-sm">Inputs</h3>
          <p className="text-ink-3 text-xs">{typed ? 'Changed; steps that read them execute again.' : 'As this run was given them.'}</p>
        </div>
        {typed ? (
          <Button size="sm" tone="quiet" onClick={takeBack}>
            As recorded
          </Button>
        ) : null}
      </div>
      {fault ? <p className="text-ink-2 text-sm">{fault} The run is repeated with what it was given.</p> : null}
      {!fault && asked.kind === 'asked' && value ? (
        <RunInputs
          // A new form: the old one may have kept half a text.
          key={forms}
          schema={asked.schema}
          value={value}
          problems={tried ? missingInputs(asked.schema, value) : []}
          onChange={onType}
        />
      ) : null}
      {fault || (asked.kind === 'asked' && value) ? null : <Skeleton className="h-14" />}
    </section>
  )
}

/** What the chosen version asks for: that of a branch, or the graph the run has come to. */
function useAsked({ run }: RunDetail, tag: string): AskedInputs {
  const head = documentIn(useStore(useRunSession().head.store))
  const ofTag = useAskedInputs(tag === '' ? '' : run.workflowName, tag)
  return useMemo(() => {
    if (tag !== '') return ofTag
    return head ? { kind: 'asked', schema: askedBy(head) } : { kind: 'waiting' }
  }, [tag, ofTag, head])
}

type RecordedInputs = { kind: 'reading' } | { kind: 'failed'; reason: string } | { kind: 'read'; inputs: TypedInputs }

function useRecordedInputs(ref: string): RecordedInputs {
  const trpc = useTRPC()
  const { data, error } = useQuery({ ...trpc.artifacts.read.queryOptions({ ref }), staleTime: Number.POSITIVE_INFINITY })
  return useMemo(() => {
    if (error) return { kind: 'failed', reason: failureOf(error).message }
    if (!data) return { kind: 'reading' }
    if (data.text === undefined || data.truncated) return { kind: 'failed', reason: 'They are too large to be shown here.' }
    const read = readObject(data.text)
    return read.kind === 'object' ? { kind: 'read', inputs: read.value } : { kind: 'failed', reason: read.message }
  }, [data, error])
}
