import { type ReactNode, useEffect, useMemo } from 'react'
import { useRunModel, useRunSession, useRunView } from '../../lib/live/run-session-context.ts'
import type { FrontTab } from '../../stores/run-view.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { Gantt, LogList, OutputPanel } from './parts.ts'

/** A tab beyond the drawer's own, for screens that hold everything in one place. */
export interface ExtraTab {
  value: FrontTab
  label: string
  content: ReactNode
}

/** Below the canvas: when things happened, what happened, what came out. */
export function RunDrawer({ nameOf, extraTabs = [] }: { nameOf: (nodeId: string) => string; extraTabs?: readonly ExtraTab[] }) {
  const { view } = useRunSession()
  const model = useRunModel((state) => state)
  const tab = useRunView((state) => state.tab)
  const front = useRunView((state) => state.front)
  const selectedNodeId = useRunView((state) => state.selectedNodeId)
  const hoveredNodeId = useRunView((state) => state.hoveredNodeId)
  const logNodeId = useRunView((state) => state.logNodeId)
  const inReview = useRunView((state) => state.stage.kind === 'review')
  const first = extraTabs[0]?.value
  // Where one thing is shown at a time, a chosen node or a review comes to the front by itself.
  useEffect(() => {
    if (first && (inReview || selectedNodeId)) view.bringToFront(first)
  }, [first, inReview, selectedNodeId, view])
  const nodes = useMemo(() => model.rows.map((id) => ({ id, name: nameOf(id) })), [model.rows, nameOf])
  const tabs = [
    ...extraTabs,
    {
      value: 'timeline',
      label: 'Timeline',
      content: (
        <Gantt model={model} nameOf={nameOf} selectedNodeId={selectedNodeId} hoveredNodeId={hoveredNodeId} onHover={view.hover} onSelect={view.select} />
      ),
    },
    {
      value: 'logs',
      label: 'Logs',
      content: (
        <LogList
          lines={model.log}
          startedAt={model.startedAt}
          nodes={nodes}
          nameOf={nameOf}
          nodeFilter={logNodeId}
          onNodeFilter={view.filterLog}
          onHover={view.hover}
          onSelect={view.select}
        />
      ),
    },
    { value: 'output', label: 'Output', content: <OutputPanel model={model} nodeId={selectedNodeId} nameOf={nameOf} onSelect={view.select} /> },
  ]
  const onTab = (value: string) => {
    if (value === 'timeline' || value === 'logs' || value === 'output') view.openTab(value)
    else if (value === 'now' || value === 'graph') view.bringToFront(value)
  }
  return <Tabs label="Run details" className="h-full bg-surface" tabs={tabs} value={first ? (front ?? tab) : tab} onValueChange={onTab} />
}
