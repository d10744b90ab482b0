import type { NodeRunView, WorkflowNode } from '@aob/schemas'
import { PencilRuler, ScrollText, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Segment } from '../../stores/run-segments.ts'
import { Button } from '../../ui/button.tsx'
import { nodeTitle, typeLook } from '../../ui/canvas/node-look.ts'
import { Chip } from '../../ui/chip.tsx'
import { formatDuration } from '../../ui/duration.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { wordOfNode } from '../../ui/status-vocabulary.ts'
import { ErrorBox } from './error-box.tsx'
import { totalsOf } from './gantt-bars.ts'
import { OutputView } from './output-view.tsx'
import { outsideWords } from './outside-words.ts'
import { useNow } from './use-now.ts'

export interface NodeInspectorProps {
  nodeId: string
  /** Absent when the shown version of the graph does not hold the node. */
  node: WorkflowNode | undefined
  view: NodeRunView | undefined
  /** The run went on by the port it left by. */
  wentOn: boolean
  segments: readonly Segment[]
  /** What a person may decide about it, where it waits for that. */
  decision: ReactNode
  /** A look inside, of a scope. */
  rounds: ReactNode
  onShowLog: () => void
  /** Opens the workflow with this step selected; absent where it cannot be drawn. */
  onEdit?: (() => void) | undefined
  onClose: () => void
}

/** What one node did in this run: status, times, error, tokens, output, settings. */
export function NodeInspector({ nodeId, node, view, wentOn, segments, decision, rounds, onShowLog, onEdit, onClose }: NodeInspectorProps) {
  const look = node ? typeLook(node.type) : undefined
  const status = wordOfNode(view?.status ?? 'idle')
  const outside = outsideWords(node, view?.status)
  return (
    <section aria-label={`Node ${node ? nodeTitle(node) : nodeId}`} className="flex flex-col">
      <header className="flex items-start gap-2.5 border-line border-b px-4 py-3">
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold text-lg">{node ? nodeTitle(node) : nodeId}</h2>
          <p className="flex flex-wrap items-center gap-x-2 text-ink-3 text-sm">
            <span>{look?.label ?? 'Not in this version of the graph'}</span>
            <code className="font-mono text-xs">{nodeId}</code>
            {node?.irreversible ? <Chip tone="warning">irreversible</Chip> : null}
          </p>
        </div>
        <IconButton label="Close" size="sm" onClick={onClose}>
          <X size={15} aria-hidden />
        </IconButton>
      </header>
      <div className="flex flex-col gap-5 px-4 py-4">
        <div className="flex items-center gap-2">
          <StatusLabel status={status} className="font-medium text-base!" />
          {view && view.attempt > 1 && !view.scope ? <Chip>attempt {view.attempt}</Chip> : null}
          <span className="ml-auto flex">
            {onEdit ? (
              <Button size="sm" tone="quiet" className="max-sm:hidden" icon={<PencilRuler size={14} aria-hidden />} onClick={onEdit}>
                Edit
              </Button>
            ) : null}
            <Button size="sm" tone="quiet" icon={<ScrollText size={14} aria-hidden />} onClick={onShowLog}>
              Log
            </Button>
          </span>
        </div>
        {outside ? <p className="text-ink-2 text-sm">{outside}</p> : null}
        {view?.error ? <ErrorBox error={view.error} /> : null}
        {decision}
        {rounds}
        {view ? <Measures view={view} wentOn={wentOn} segments={segments} /> : <p className="text-ink-2 text-sm">This node has not been reached yet.</p>}
        {view?.outputRef ? (
          <Part title="Output">
            <OutputView outputRef={view.outputRef} label="Output" />
          </Part>
        ) : null}
        {node?.config && Object.keys(node.config).length > 0 ? (
          <Part title="Settings">
            <JsonTree label="Settings" value={node.config} openDepth={1} />
          </Part>
        ) : null}
      </div>
    </section>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="font-medium text-ink-3 text-xs">{title}</h3>
      {children}
    </section>
  )
}

function Measures({ view, wentOn, segments }: { view: NodeRunView; wentOn: boolean; segments: readonly Segment[] }) {
  const open = segments.some((segment) => segment.to === undefined)
  const now = useNow(open)
  const totals = totalsOf(segments, now)
  const { usage } = view
  const tokens = usage ? (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0) : 0
  const facts: Array<readonly [string, string]> = [
    // The bar of the timeline: the work, and what it took to hand it over and to note what came of it.
    ['Under way', formatDuration(totals.run)],
    ['Queued', formatDuration(totals.queue)],
  ]
  // The number of the card and of the log.
  if (view.durationMs !== undefined) facts.unshift(['Worked', `${formatDuration(view.durationMs)}${view.attempt > 1 && !view.scope ? ', last attempt' : ''}`])
  if (totals.wait > 0) facts.push(['Waited', formatDuration(totals.wait)])
  if (view.status === 'delayed' && view.dueAt) facts.push(['Goes on in', formatDuration(Math.max(0, view.dueAt - now))])
  if (view.reused) facts.push(['Output', 'taken over from the run this one repeats'])
  if (view.status === 'retrying' && view.dueAt) facts.push(['Tries again in', formatDuration(Math.max(0, view.dueAt - now))])
  if (wentOn && view.port && view.port !== 'out') facts.push(['Went on by', view.port])
  if (tokens > 0) facts.push(['Tokens', `${tokens} (${usage?.inputTokens ?? 0} in, ${usage?.outputTokens ?? 0} out)`])
  if (usage?.calls) facts.push(['Model calls', String(usage.calls)])
  return (
    <dl className="grid grid-cols-[minmax(88px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
      {facts.map(([name, value]) => (
        <div key={name} className="col-span-2 grid grid-cols-subgrid">
          <dt className="text-ink-3">{name}</dt>
          <dd className="tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
