import type { RunDetail, Workflow } from '@aob/schemas'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useRunModel, useRunSession, useRunView } from '../../lib/live/run-session-context.ts'
import { LiveBadge } from '../../ui/live-badge.tsx'
import { NodeInspector } from './node-inspector.tsx'
import { RunSummary } from './run-summary.tsx'
import { StepList } from './step-list.tsx'
import { useWideLayout } from './use-media.ts'

export interface RunSideProps {
  detail: RunDetail | undefined
  document: Workflow | undefined
  nodeCount: number
  nameOf: (nodeId: string) => string
  approvals: ReactNode
}

/** Right of the canvas: what needs a person first, then the selected node, else the run at a glance. */
export function RunSide({ detail, document, nodeCount, nameOf, approvals }: RunSideProps) {
  const { view, run } = useRunSession()
  const live = useStore(run.store, (state) => state.live)
  const wide = useWideLayout()
  const model = useRunModel((state) => state)
  const selected = useRunView((state) => state.selectedNodeId)
  return (
    <div className="flex h-full min-h-0 flex-col overflow-y-auto bg-surface">
      <div className="flex flex-col gap-3 p-3 empty:hidden">{approvals}</div>
      {selected ? (
        <NodeInspector
          nodeId={selected}
          node={document?.nodes.find((node) => node.id === selected)}
          view={model.nodes[selected]}
          segments={model.segments[selected] ?? []}
          onShowLog={() => {
            view.filterLog(selected)
            view.openTab('logs')
          }}
          onClose={() => view.select(undefined)}
        />
      ) : (
        <RunSummary
          model={model}
          detail={detail}
          nodeCount={nodeCount}
          nameOf={nameOf}
          onSelect={view.select}
          live={<LiveBadge state={live} />}
          steps={wide || !document ? undefined : <StepList model={model} document={document} onSelect={view.select} />}
        />
      )}
    </div>
  )
}
