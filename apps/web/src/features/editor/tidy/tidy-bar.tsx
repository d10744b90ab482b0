import { Check, Network, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { announce } from '../../../ui/announcer.ts'
import { Button } from '../../../ui/button.tsx'
import { cx } from '../../../ui/class-names.ts'
import { Spinner } from '../../../ui/spinner.tsx'
import { useEditor, useEditorState } from '../editor-context.ts'
import { selectBase, selectDocument, selectSelection } from '../model/editor-store.ts'
import type { Placement } from './layout-graph.ts'
import { tidied } from './tidy-places.ts'
import { idsInScope, tidyPlan } from './tidy-plan.ts'
import type { TidyScope } from './tidy-scope.ts'
import { type ProposalCamera, useProposalCamera } from './use-proposal-camera.ts'

const SCOPES: ReadonlyArray<{ scope: TidyScope; label: string }> = [
  { scope: 'all', label: 'All' },
  { scope: 'selection', label: 'Selection' },
  { scope: 'new', label: 'Only new' },
]

type Proposal = { kind: 'working'; share?: number } | { kind: 'ready'; placements: readonly Placement[]; count: number } | { kind: 'nothing'; reason: string }

/** A layout as a proposal: the canvas shows it, Enter takes it as one step, Escape leaves everything as it was. */
export function TidyBar({ scope }: { scope: TidyScope }) {
  const { store, view } = useEditor()
  const selected = useEditorState(selectSelection).nodes.length
  const camera = useProposalCamera()
  const proposal = useProposal(scope, camera)
  const close = () => view.setState({ tidying: undefined, preview: undefined })
  const refuse = () => {
    close()
    camera.back()
  }
  const apply = () => {
    if (proposal.kind !== 'ready') return
    const { count, placements } = proposal
    store.edit(`tidy ${count} ${count === 1 ? 'node' : 'nodes'}`, (current) => tidied(current, placements, scope))
    announce(`Tidied ${count} nodes`)
    close()
  }
  const bar = useRef<HTMLElement>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== 'Escape') return
      // A button of the bar keeps its Enter. The one that brought the bar still has the focus, and would ask for another proposal.
      if (event.key === 'Enter' && event.target instanceof HTMLButtonElement && bar.current?.contains(event.target)) return
      event.preventDefault()
      event.stopPropagation()
      if (event.key === 'Enter') apply()
      else refuse()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  })
  return (
    <section
      ref={bar}
      aria-label="Tidy"
      className="pop-in absolute top-3 left-1/2 z-20 flex -translate-x-1/2 items-center gap-2 rounded-xl border border-line bg-surface p-1.5 pl-3 shadow-pop"
    >
      <Network aria-hidden size={15} className="text-ink-3" />
      <span role="status" className="flex min-w-32 items-center gap-1.5 whitespace-nowrap text-sm">
        {proposal.kind === 'working' ? <Spinner /> : null}
        {proposal.kind === 'working' ? workWords(proposal.share) : proposal.kind === 'nothing' ? proposal.reason : moveWords(proposal.count)}
      </span>
      <div role="group" aria-label="What is tidied" className="flex rounded-lg bg-surface-2 p-0.5">
        {SCOPES.map((offer) => (
          <button
            key={offer.scope}
            type="button"
            aria-pressed={offer.scope === scope}
            disabled={offer.scope === 'selection' && selected < 2}
            onClick={() => view.setState({ tidying: offer.scope, preview: undefined })}
            className={cx(
              'h-7 whitespace-nowrap rounded-md px-2.5 text-sm disabled:opacity-40',
              offer.scope === scope ? 'bg-surface font-medium text-ink' : 'text-ink-2',
            )}
          >
            {offer.label}
          </button>
        ))}
      </div>
      <Button size="sm" tone="primary" icon={<Check aria-hidden size={14} />} disabled={proposal.kind !== 'ready'} onClick={apply}>
        Apply
      </Button>
      <Button size="sm" tone="quiet" icon={<X aria-hidden size={14} />} onClick={refuse}>
        Cancel
      </Button>
    </section>
  )
}

function workWords(share: number | undefined): string {
  return share === undefined ? 'Laying out…' : `Laying out… ${Math.floor(share * 100)} %`
}

function moveWords(count: number): string {
  return `${count} ${count === 1 ? 'node moves' : 'nodes move'}`
}

/** Lays the scope out in a worker and shows the outcome on the canvas; only nodes that really move count. */
function useProposal(scope: TidyScope, camera: ProposalCamera): Proposal {
  const { store, view } = useEditor()
  const document = useEditorState(selectDocument)
  const { document: published } = useEditorState(selectBase)
  const [proposal, setProposal] = useState<Proposal>({ kind: 'working' })
  useEffect(() => {
    const ids = idsInScope(document, scope, store.getState().selection.nodes, published)
    if (ids.length === 0) {
      setProposal({ kind: 'nothing', reason: scope === 'new' ? 'Nothing new since the last version' : 'Nothing to tidy' })
      return
    }
    const abort = new AbortController()
    setProposal({ kind: 'working' })
    const onShare = (share: number) => setProposal({ kind: 'working', share })
    import('./layouts.ts')
      .then(({ withLayouts }) => withLayouts(abort.signal, onShare, (layouts) => tidyPlan(document, scope, ids, layouts)))
      .then((placements) => {
        const after = tidied(document, placements, scope)
        if (after === document) return setProposal({ kind: 'nothing', reason: 'Already tidy' })
        view.setState({ preview: after })
        const moved = after.nodes.filter((node, index) => node !== document.nodes[index])
        setProposal({ kind: 'ready', placements, count: moved.length })
        const inScope = new Set(ids)
        camera.show(moved, scope === 'all' ? after.nodes : after.nodes.filter(({ id }) => inScope.has(id)))
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setProposal({ kind: 'nothing', reason: `No layout: ${error instanceof Error ? error.message : String(error)}` })
      })
    return () => abort.abort(new Error('displaced'))
  }, [camera, document, published, scope, store, view])
  return proposal
}
