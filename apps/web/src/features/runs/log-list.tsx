import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDownToLine, ScrollText } from 'lucide-react'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import { filterLog, type LogLevel, type LogLine } from '../../stores/run-log.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Select } from '../../ui/select.tsx'

export interface LogListProps {
  lines: readonly LogLine[]
  startedAt: number | undefined
  /** Nodes one can filter by. */
  nodes: ReadonlyArray<{ id: string; name: string }>
  nameOf: (nodeId: string) => string
  nodeFilter: string | undefined
  onNodeFilter: (nodeId: string | undefined) => void
  onHover: (nodeId: string | undefined) => void
  onSelect: (nodeId: string) => void
}

const LINE_HEIGHT = 26
/** Within this distance of the end the list counts as being at its tail, in px. */
const TAIL_SLACK = 40

const LEVEL_MARKS: Readonly<Record<LogLevel, string>> = {
  info: 'bg-line-strong',
  success: 'bg-status-succeeded',
  warning: 'bg-status-retrying',
  error: 'bg-status-failed',
  attention: 'bg-status-waiting',
}

const LEVEL_TEXT: Readonly<Record<LogLevel, string>> = {
  info: 'text-ink',
  success: 'text-ink',
  warning: 'text-status-retrying',
  error: 'text-status-failed',
  attention: 'text-status-waiting',
}

/** Every event of the run as a line; only the lines in view are mounted. */
export const LogList = memo(function LogList(props: LogListProps) {
  const { lines, startedAt, nodes, nameOf, nodeFilter, onNodeFilter, onHover, onSelect } = props
  const [problemsOnly, setProblemsOnly] = useState(false)
  const shown = useMemo(() => filterLog(lines, { ...(nodeFilter ? { nodeId: nodeFilter } : {}), problemsOnly }), [lines, nodeFilter, problemsOnly])
  const scroller = useRef<HTMLDivElement>(null)
  const [following, setFollowing] = useState(true)
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 6,
    // The list begins at its tail: lines at its head would be mounted for nothing.
    initialOffset: () => shown.length * LINE_HEIGHT,
  })
  useEffect(() => {
    if (following && shown.length > 0) virtualizer.scrollToIndex(shown.length - 1, { align: 'end' })
  }, [following, shown.length, virtualizer])
  const options = [{ value: '', label: 'All nodes' }, ...nodes.map((node) => ({ value: node.id, label: node.name }))]
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 items-center gap-2 border-line border-b px-3 py-1.5">
        <Select
          aria-label="Show lines of"
          className="w-44 min-w-0"
          options={options}
          value={nodeFilter ?? ''}
          onChange={(event) => onNodeFilter(event.target.value || undefined)}
        />
        <label className="flex shrink-0 items-center gap-1.5 text-ink-2 text-sm">
          <input type="checkbox" className="accent-[var(--accent)]" checked={problemsOnly} onChange={(event) => setProblemsOnly(event.target.checked)} />
          Problems only
        </label>
        <span className="ml-auto truncate text-ink-3 text-xs max-sm:sr-only">
          {shown.length === lines.length ? `${lines.length} lines` : `${shown.length} of ${lines.length} lines`}
        </span>
        <Button
          size="sm"
          tone="quiet"
          className="max-sm:ml-auto"
          aria-pressed={following}
          icon={<ArrowDownToLine size={14} aria-hidden />}
          onClick={() => setFollowing(!following)}
        >
          {following ? 'Following' : 'Follow'}
        </Button>
      </div>
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label="Log of the run"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll region must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto"
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
          setFollowing(scrollHeight - scrollTop - clientHeight < TAIL_SLACK)
        }}
      >
        {shown.length === 0 ? (
          <EmptyState icon={<ScrollText size={20} />} title={lines.length === 0 ? 'No lines yet' : 'No line fits the filter'}>
            {lines.length === 0 ? 'What happens in the run is written here, line by line.' : 'Choose another node or show all levels.'}
          </EmptyState>
        ) : (
          <div className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map((item) => {
              const line = shown[item.index]
              return line ? (
                <div key={line.seq} className="absolute inset-x-0" style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
                  <Line line={line} startedAt={startedAt} nameOf={nameOf} onHover={onHover} onSelect={onSelect} />
                </div>
              ) : null
            })}
          </div>
        )}
      </div>
    </div>
  )
})

function offset(at: number, startedAt: number | undefined): string {
  return `+${(Math.max(0, at - (startedAt ?? at)) / 1000).toFixed(3)} s`
}

function Line({ line, startedAt, nameOf, onHover, onSelect }: Pick<LogListProps, 'startedAt' | 'nameOf' | 'onHover' | 'onSelect'> & { line: LogLine }) {
  const { nodeId } = line
  return (
    <div
      id={`event-${line.seq}`}
      className="flex h-full items-center gap-3 px-4 text-sm hover:bg-surface-2"
      onPointerEnter={() => onHover(nodeId)}
      onPointerLeave={() => onHover(undefined)}
    >
      <span className="w-8 shrink-0 text-right font-mono text-xs text-ink-3 tabular-nums">{line.seq}</span>
      <span className="w-18 shrink-0 text-right font-mono text-xs text-ink-3 tabular-nums max-sm:hidden">{offset(line.at, startedAt)}</span>
      <span aria-hidden className={cx('size-1.5 shrink-0 rounded-full', LEVEL_MARKS[line.level])} />
      {nodeId ? (
        <button
          type="button"
          className="w-36 shrink-0 truncate text-left text-ink-2 hover:text-accent-text hover:underline max-sm:w-24"
          onClick={() => onSelect(nodeId)}
        >
          {nameOf(nodeId)}
        </button>
      ) : (
        <span className="w-36 shrink-0 text-ink-3 max-sm:w-24">{line.patchId ? 'Graph' : 'Run'}</span>
      )}
      <span className={cx('shrink-0', LEVEL_TEXT[line.level])}>{line.text}</span>
      {line.detail ? (
        <span title={line.detail} className={cx('min-w-0 truncate text-ink-3', line.agentText && 'italic')}>
          {line.agentText ? `“${line.detail}”` : line.detail}
        </span>
      ) : null}
    </div>
  )
}
