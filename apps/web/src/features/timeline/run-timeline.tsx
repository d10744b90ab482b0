import type { ChainPatch } from '@aob/schemas'
import { ChevronLeft, ChevronRight, Radio } from 'lucide-react'
import { useEffect } from 'react'
import { useBesideCanvas } from '../../lib/after-canvas.ts'
import { useRunSession, useRunView } from '../../lib/live/run-session-context.ts'
import { useRunChain } from '../../lib/live/use-run-chain.ts'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { PatchTrack } from './patch-track.tsx'
import { versionName, versionSentence } from './version-words.ts'

const NO_PATCHES: readonly ChainPatch[] = []

/**
 * The patch timeline of a run, always at the bottom of its page. Looking back is only a preview: it changes nothing and the run goes on.
 */
export function RunTimeline() {
  const { chain } = useRunChain()
  const session = useRunSession()
  const stage = useRunView((view) => view.stage)
  // The answer comes with what the graph is computed from: nothing is drawn of it while the page waits for that.
  const known = useBesideCanvas() ? chain : undefined
  const patches = known?.patches ?? NO_PATCHES
  const count = patches.length
  const index = stage.kind === 'preview' ? Math.min(stage.index, count) : count
  useEffect(() => {
    if (chain && stage.kind === 'preview') session.showPreview(chain, Math.min(stage.index, chain.patches.length))
  }, [chain, stage, session])
  const go = (next: number) => (next >= count ? session.view.goLive() : session.view.preview(next))
  return (
    <section aria-label="Changes of the graph" className="flex h-12 shrink-0 items-center gap-1 border-line border-t bg-surface pr-3 pl-2">
      <IconButton label="Version before" size="sm" side="top" disabled={index === 0} onClick={() => go(index - 1)}>
        <ChevronLeft size={16} aria-hidden />
      </IconButton>
      <IconButton label="Version after" size="sm" side="top" disabled={index >= count} onClick={() => go(index + 1)}>
        <ChevronRight size={16} aria-hidden />
      </IconButton>
      {!known ? (
        <span className="flex-1" />
      ) : count === 0 ? (
        <p className="min-w-0 flex-1 truncate px-3 text-ink-3 text-sm">
          No changes yet<span className="max-sm:hidden">: each change of this run’s graph, by a person or an agent, becomes a tick here</span>
        </p>
      ) : (
        <PatchTrack patches={patches} index={index} describe={(at) => versionSentence(patches, at)} onChange={go} />
      )}
      <span className="w-22 shrink-0 text-right text-ink-2 text-sm tabular-nums max-sm:w-16">
        {known ? (
          <>
            {versionName(patches, index)}
            <span className="text-ink-3"> of {count + 1}</span>
          </>
        ) : null}
      </span>
      {stage.kind === 'preview' ? (
        <Button size="sm" tone="primary" icon={<Radio size={14} aria-hidden />} onClick={() => session.view.goLive()}>
          Back to live
        </Button>
      ) : null}
    </section>
  )
}
