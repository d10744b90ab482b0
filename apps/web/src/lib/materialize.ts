import type { Operation, Workflow } from '@aob/schemas'
import { createMaterializerClient, type MaterializerClient } from '@aob/workers'
import { useEffect, useRef, useState } from 'react'

/** A document as the server hands it out: base text and the patches in order. */
export interface DocumentSource {
  /** Run id, or `name@tag` in the editor. */
  id: string
  base: string
  patches: ReadonlyArray<{ operations: readonly Operation[] }>
}

export type Materialization =
  | { kind: 'working' }
  | { kind: 'ready'; source: DocumentSource; workflow: Workflow; durationMs: number }
  | { kind: 'failed'; source: DocumentSource; error: unknown }

/** A materializer worker that lives as long as the caller is mounted. */
function useMaterializerClient(): () => MaterializerClient {
  const client = useRef<MaterializerClient | undefined>(undefined)
  useEffect(
    () => () => {
      client.current?.dispose()
      client.current = undefined
    },
    [],
  )
  return () => {
    client.current ??= createMaterializerClient()
    return client.current
  }
}

/**
 * Materializes in the worker whenever `source` changes identity. Only the newest source is ever answered: older work is aborted,
 * and the worker goes with the component.
 */
export function useMaterialization(source: DocumentSource | undefined): Materialization {
  const clientOf = useMaterializerClient()
  const [result, setResult] = useState<Materialization>({ kind: 'working' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the client is made on demand and outlives every source
  useEffect(() => {
    if (!source) return
    const abort = new AbortController()
    setResult({ kind: 'working' })
    const request = { base: source.base, patches: source.patches.map((patch) => patch.operations), runId: source.id, signal: abort.signal }
    clientOf()
      .materialize(request)
      .then(
        ({ workflow, durationMs }) => setResult({ kind: 'ready', source, workflow, durationMs }),
        (error: unknown) => {
          if (!abort.signal.aborted) setResult({ kind: 'failed', source, error })
        },
      )
    return () => abort.abort()
  }, [source])
  return result
}
