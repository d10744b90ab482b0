import { bodyOf, pathOf } from '@aob/ir/document'
import type { RunDetail, Workflow } from '@aob/schemas'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useRunModel, useRunSession, useRunView } from '../../lib/live/run-session-context.ts'
import { useShownStage } from '../../lib/live/use-stage.ts'
import type { RunModel } from '../../stores/run-model.ts'
import { nodeViewAt } from '../../stores/run-past.ts'
import { LiveBadge } from '../../ui/live-badge.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { HeldNodes } from './held-nodes.tsx'
import { NodeInspector } from './node-inspector.tsx'
import { nodeAtAddress } from './node-places.ts'
import { usePlace } from './place-context.ts'
import { ResolveNode } from './resolve-node.tsx'
import { RunSummary } from './run-summary.tsx'
import { ScopeRounds } from './scope-rounds.tsx'
import { StepList } from './step-list.tsx'
import { useWideLayout } from './use-media.ts'

export interface RunSideProps {
  detail: RunDetail | undefined
  nodeCount: number
  nameOf: (nodeId: string) => string
  approvals: ReactNode
}

/** Right of the canvas: what needs a person first, then the selected node, else the run at a glance. */
export function RunSide({ detail, nodeCount, nameOf, approvals }: RunSideProps) {
  const { view, run } = useRunSession()
  const live = useStore(run.store, (state) => state.live)
  const wide = useWideLayout()
  const model = useRunModel((state) => state)
  const selected = useRunView((state) => state.selectedNodeId)
  return (
    <div data-run-side="" className="flex h-full min-h-0 flex-col overflow-y-auto bg-surface">
      <div className="flex flex-col gap-3 p-3 empty:hidden">
        {approvals}
        {selected ? null : <HeldNodes nameOf={nameOf} />}
      </div>
      {selected ? (
        <SelectedNode nodeId={selected} nameOf={nameOf} />
      ) : (
        <RunSummary
          model={model}
          detail={detail}
          nodeCount={nodeCount}
          nameOf={nameOf}
          onSelect={view.select}
          live={<LiveBadge state={live} />}
          steps={wide ? undefined : <ShownSteps />}
        />
      )}
    </div>
  )
}

function SelectedNode({ nodeId, nameOf }: { nodeId: string; nameOf: (nodeId: string) => string }) {
  const { view, runId } = useRunSession()
  const { document } = useShownStage()
  const model = useRunModel((state) => state)
  const node = nodeAtAddress(document, nodeId)
  const navigate = useNavigate()
  const name = model.workflowName
  const { go, enter } = usePlace()
  const seen = nodeViewAt(model, nodeId)
  const progress = seen?.scope
  const held = model.nodes[nodeId]?.status === 'held' && model.endedAt === undefined
  return (
    <NodeInspector
      nodeId={nodeId}
      node={node}
      decision={held ? <ResolveNode key={nodeId} runId={runId} nodeId={nodeId} node={node} /> : null}
      rounds={
        progress ? (
          <ScopeRounds
            address={nodeId}
            progress={progress}
            model={model}
            nameOf={nameOf}
            onSelect={view.select}
            onGo={go}
            onEnter={node && bodyOf(node) ? enter : undefined}
          />
        ) : null
      }
      view={seen}
      wentOn={seen?.port !== 'error' || isTakenFrom(document, nodeId, model.edges)}
      segments={model.segments[nodeId] ?? []}
      onEdit={name === undefined ? undefined : () => void navigate({ to: '/w/$name', params: { name }, search: { node: pathOf(nodeId).join('/') } })}
      onShowLog={() => {
        view.filterLog(nodeId)
        view.openTab('logs')
      }}
      onClose={() => view.select(undefined)}
    />
  )
}

/** A step that failed leaves by its error port only where something hangs on it; in bodies it is not looked up. */
function isTakenFrom(document: Pick<Workflow, 'edges'> | undefined, nodeId: string, edges: RunModel['edges']): boolean {
  return nodeId.includes('/') || document?.edges.some(({ id, from, fromPort }) => from === nodeId && fromPort === 'error' && edges[id] === 'taken') === true
}

function ShownSteps() {
  const { view } = useRunSession()
  const { document } = useShownStage()
  const model = useRunModel((state) => state)
  return document ? <StepList model={model} document={document} onSelect={view.select} /> : <Skeleton className="h-[70dvh]" />
}
