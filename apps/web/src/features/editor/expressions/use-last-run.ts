import type { ExpressionScope } from '@aob/expressions'
import type { ArtifactView, RunDetail, RunPage } from '@aob/schemas'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTRPC } from '../../../lib/trpc.ts'
import { useEditor } from '../editor-context.ts'

/** Outputs of the last run by node id; a node without one is left out. */
export interface LastRunData {
  runId: string
  inputs: unknown
  outputs: Readonly<Record<string, unknown>>
}

/** Outputs read at most for one node's form: those before it, nearest first. */
export const MOST_OUTPUTS = 40

export function parsed(artifact: ArtifactView | undefined): { value: unknown } | undefined {
  if (artifact?.text === undefined || artifact.truncated) return undefined
  try {
    return { value: JSON.parse(artifact.text) }
  } catch {
    // Not JSON: the text is the value.
    return { value: artifact.text }
  }
}

/** The newest run of the open workflow that has come anywhere. */
export function useLastRun(): RunDetail | undefined {
  const { name } = useEditor()
  const trpc = useTRPC()
  const page = useQuery({ ...trpc.runs.list.queryOptions({ workflowName: name, limit: 1 }), staleTime: 10_000 }).data as RunPage | undefined
  const runId = page?.items[0]?.runId ?? ''
  return useQuery({ ...trpc.runs.get.queryOptions({ runId }), enabled: runId !== '', staleTime: 10_000 }).data as RunDetail | undefined
}

/** What the given nodes, nearest first, put out in the newest run, and its inputs; undefined without one. */
export function useLastRunData(nodeIds: readonly string[]): LastRunData | undefined {
  const trpc = useTRPC()
  const detail = useLastRun()
  const wanted = useMemo(() => {
    const refs = nodeIds.flatMap((id) => {
      const ref = detail?.nodes[id]?.outputRef
      return ref === undefined ? [] : [{ id, ref }]
    })
    return [...(detail ? [{ id: '', ref: detail.inputsRef }] : []), ...refs.slice(0, MOST_OUTPUTS)]
  }, [detail, nodeIds])
  const read = useQueries({
    queries: wanted.map(({ ref }) => ({ ...trpc.artifacts.read.queryOptions({ ref }), staleTime: Number.POSITIVE_INFINITY })),
    combine: (results) => results.map(({ data }) => data as ArtifactView | undefined),
  })
  return useMemo(() => {
    if (!detail) return undefined
    const outputs: Record<string, unknown> = {}
    let inputs: unknown = {}
    wanted.forEach(({ id }, index) => {
      const value = parsed(read[index])
      if (value && id === '') inputs = value.value
      else if (value) outputs[id] = value.value
    })
    return { runId: detail.run.runId, inputs, outputs }
  }, [detail, wanted, read])
}

/** The scope an expression of the node would have had in that run. */
export function scopeOf(data: LastRunData, workflow: string): ExpressionScope {
  return { inputs: data.inputs, nodes: data.outputs, run: { id: data.runId, workflow }, vars: {} }
}
