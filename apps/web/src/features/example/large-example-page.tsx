import type { ChainPatch, RunDocument, Workflow } from '@aob/schemas'
import { createMaterializerClient } from '@aob/workers'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { FolderPlus } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { firstViewIsPainted } from '../../lib/first-view.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { type ChainMirror, createChainMirror } from '../../stores/chain-mirror.ts'
import { Button } from '../../ui/button.tsx'
import { Minimap } from '../../ui/canvas/minimap.tsx'
import { startViewport } from '../../ui/canvas/opening-viewport.ts'
import { StandaloneCanvas } from '../../ui/canvas/workflow-canvas.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { AppFrame } from '../../ui/shell/app-frame.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { notify } from '../../ui/toast.tsx'
import { largeExample } from './large-example.ts'

const DOCUMENT_ID = 'large-example'

/** What the page takes for the slider over its versions. */
export interface VersionTrackProps {
  patches: readonly ChainPatch[]
  index: number
  onChange: (index: number) => void
}

/** Thousands of nodes with a thousand changes, made on the spot: to see what the canvas and the timeline hold, with nothing installed. */
export function LargeExamplePage({ track }: { track: (props: VersionTrackProps) => ReactNode }) {
  const { chain, document, index, failure, go } = useExample()
  return (
    <AppFrame
      title="A large example"
      facts={
        document ? (
          <span className="text-ink-3 text-sm tabular-nums">
            {document.nodes.length} nodes · {chain?.patches.length} changes
          </span>
        ) : null
      }
      actions={document ? <KeepButton document={document} /> : null}
    >
      <div className="flex h-full min-h-0 flex-col">
        <div className="min-h-0 flex-1">
          {failure ? <ErrorState title="The example could not be shown" detail={failure} /> : null}
          {document ? (
            <StandaloneCanvas onSettled={firstViewIsPainted} document={document} label="Canvas of the large example" opening={startViewport}>
              <Minimap document={document} />
            </StandaloneCanvas>
          ) : failure ? null : (
            <p role="status" className="flex h-full items-center justify-center gap-2 text-ink-2">
              <Spinner /> Materializing workflow…
            </p>
          )}
        </div>
        {chain && document ? (
          <section aria-label="Changes of the graph" className="flex h-12 shrink-0 items-center border-line border-t bg-surface px-2">
            {track({ patches: chain.patches, index, onChange: go })}
            <span className="w-28 shrink-0 text-right text-ink-2 text-sm tabular-nums">
              {index} <span className="text-ink-3">of {chain.patches.length}</span>
            </span>
          </section>
        ) : null}
      </div>
    </AppFrame>
  )
}

interface Example {
  chain: RunDocument | undefined
  document: Workflow | undefined
  /** Changes applied. */
  index: number
  failure: string | undefined
}

/** The example with the version asked for; the worker that computes it goes with the page. */
function useExample(): Example & { go: (index: number) => void } {
  const [mirror, setMirror] = useState<ChainMirror | undefined>(undefined)
  const [state, setState] = useState<Example>({ chain: undefined, document: undefined, index: 0, failure: undefined })
  useEffect(() => {
    const client = createMaterializerClient()
    let gone = false
    setMirror(createChainMirror(client, DOCUMENT_ID))
    void largeExample(nextFrame).then((chain) => {
      if (!gone) setState((before) => ({ ...before, chain, index: chain.patches.length }))
    })
    return () => {
      gone = true
      client.dispose()
    }
  }, [])
  const { chain, index } = state
  useEffect(() => {
    if (!mirror || !chain) return
    const abort = new AbortController()
    mirror.at(chain, index, abort.signal).then(
      (document) => {
        if (!abort.signal.aborted) setState((before) => ({ ...before, document }))
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setState((before) => ({ ...before, failure: failureOf(error).message }))
      },
    )
    return () => abort.abort()
  }, [mirror, chain, index])
  return { ...state, go: (next) => setState((before) => ({ ...before, index: next })) }
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()))
}

/** Makes a workflow of what is shown, to edit it. */
function KeepButton({ document }: { document: Workflow }) {
  const trpc = useTRPC()
  const navigate = useNavigate()
  const create = useMutation(
    trpc.workflows.create.mutationOptions({
      onSuccess: async (_, { name }) => {
        await navigate({ to: '/w/$name', params: { name: name ?? document.name } })
      },
      onError: (error) => notify.error('The example was not kept', failureOf(error).message),
    }),
  )
  return (
    <Button icon={<FolderPlus aria-hidden size={15} />} disabled={create.isPending} onClick={() => create.mutate({ workflow: document, name: document.name })}>
      <span>
        Keep<span className="max-sm:sr-only"> as a workflow</span>
      </span>
    </Button>
  )
}
