import { bodyOf } from '@aob/ir/document'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { CircleDashed, Maximize2, TriangleAlert } from 'lucide-react'
import { memo } from 'react'
import { cx } from '../class-names.ts'
import { formatDuration } from '../duration.ts'
import { StatusIcon, StatusLabel } from '../status-icon.tsx'
import { useCanvasContext } from './canvas-context.ts'
import { GROUP_TYPE } from './card-geometry.ts'
import { DiffBadge } from './diff-badge.tsx'
import { useLevelOfDetail } from './level-of-detail.ts'
import { contentsLine, nodeTitle, summaryLine, typeLook } from './node-look.ts'
import { type CardData, type CardNode, needWords } from './projection.ts'

/** One node of the workflow. Everything it shows comes in through its data; it knows no store. */
export const NodeCard = memo(function NodeCard({ data, selected }: NodeProps<CardNode>) {
  const level = useLevelOfDetail()
  const { editable, refusals } = useCanvasContext()
  const { node, geometry, overlay, diff } = data
  const refusal = refusals?.get(node.id)
  return (
    <div
      data-node-id={node.id}
      data-status={overlay?.status ?? 'idle'}
      data-diff={diff?.kind}
      data-selected={selected || undefined}
      data-muted={data.muted || undefined}
      data-dimmed={refusal ? true : undefined}
      data-tint={typeLook(node.type).tint}
      title={refusal}
      data-level={level}
      className="node-card"
      style={{ width: geometry.width, height: geometry.height }}
    >
      {diff ? <DiffBadge mark={diff} className="-top-3 absolute left-3 z-10" /> : null}
      {level === 'full' ? <FullFace data={data} /> : <SmallFace data={data} block={level === 'block'} />}
      {editable ? <Ports data={data} showLabels={level === 'full'} /> : <StandingPorts data={data} showLabels={level === 'full'} />}
    </div>
  )
})

function FullFace({ data }: { data: CardData }) {
  const { node, overlay, diff } = data
  const look = typeLook(node.type)
  const Icon = look.icon
  const facts = measures(data)
  // Where nothing runs there is nothing to tell of a run, and the summary has the room.
  const told = overlay !== undefined || facts !== ''
  return (
    <>
      <div className="flex items-center gap-2.5 px-3 pt-3">
        <span className="node-icon">
          <Icon aria-hidden size={17} strokeWidth={1.9} />
        </span>
        <span className="min-w-0 flex-1 leading-tight">
          <span className={cx('node-title', diff?.kind === 'removed' && 'line-through')}>{nodeTitle(node)}</span>
          <span className="block truncate text-ink-3 text-xs leading-[15px]">
            {look.label === nodeTitle(node) ? look.category : look.label}
            {contentsLine(node)}
            {node.irreversible ? ' · irreversible' : ''}
          </span>
        </span>
        <OpenBody data={data} />
        <Needs data={data} />
      </div>
      <p className={cx('mt-2 px-3 text-ink-2 text-xs leading-4', told ? 'truncate' : 'line-clamp-2 break-words')} title={summaryLine(node)}>
        {summaryLine(node)}
      </p>
      {told ? (
        <div className="node-footer">
          {overlay ? <StatusLabel status={overlay.status} className="text-xs!" /> : null}
          {facts === '' ? null : <span className="ml-auto truncate text-ink-3 text-xs tabular-nums">{facts}</span>}
        </div>
      ) : null}
    </>
  )
}

/** What is wrong with the step, or else what waits to be filled in; how much of it, where it lies in what the card stands for. */
function Needs({ data: { node, problems, todo }, size = 15 }: { data: CardData; size?: number }) {
  if (problems + todo === 0) return null
  const Sign = problems > 0 ? TriangleAlert : CircleDashed
  return (
    <span
      role="img"
      title={needWords(problems, todo)}
      className={cx('flex shrink-0 items-center gap-1 font-semibold tabular-nums', problems > 0 ? 'text-danger' : 'text-ink-3')}
      style={{ fontSize: size * 0.8 }}
    >
      <Sign size={size} />
      {node.type === GROUP_TYPE || bodyOf(node) ? problems || todo : null}
    </span>
  )
}

/** The way into the body of a scope, where the canvas offers one; from afar it is as large as a finger needs it. */
function OpenBody({ data: { node }, afar = false }: { data: CardData; afar?: boolean }) {
  const { onOpenBody } = useCanvasContext()
  if (!onOpenBody || !bodyOf(node)) return null
  return (
    <button
      type="button"
      aria-label={`Open the body of ${nodeTitle(node)}`}
      title="Open the body"
      onClick={(event) => {
        event.stopPropagation()
        onOpenBody(node.id)
      }}
      className={cx(
        'nodrag -mr-1 flex shrink-0 items-center justify-center rounded-lg text-ink-3 hover:bg-surface-3 hover:text-ink',
        afar ? 'size-14' : 'size-7',
      )}
    >
      <Maximize2 size={afar ? 28 : 14} aria-hidden />
    </button>
  )
}

function measures({ node, overlay, diff }: CardData): string {
  const parts: string[] = []
  if (node.pin !== undefined && !overlay) parts.push('output pinned')
  if (diff && !diff.settled && !overlay) parts.push('proposed')
  if (overlay?.attempt && overlay.attempt > 1) parts.push(`try ${overlay.attempt}`)
  if (overlay?.rounds !== undefined) parts.push(overlay.rounds)
  if (overlay?.failedRounds !== undefined) parts.push(`${overlay.failedRounds} failed`)
  if (overlay?.durationMs !== undefined) parts.push(formatDuration(overlay.durationMs))
  if (overlay?.tokens) parts.push(`${overlay.tokens} tok`)
  return parts.join(' · ')
}

/** The card seen from afar: type is drawn larger so that it stays legible, below that only the icon remains. */
function SmallFace({ data, block }: { data: CardData; block: boolean }) {
  const { node, overlay, diff } = data
  const Icon = typeLook(node.type).icon
  if (block) {
    return (
      <div className="node-block">
        <Icon aria-hidden size={52} strokeWidth={1.6} />
      </div>
    )
  }
  return (
    <div className="flex h-full items-center gap-2.5 px-3">
      {overlay ? <StatusIcon status={overlay.status} size={28} /> : <Icon aria-hidden size={28} strokeWidth={1.7} className="shrink-0 text-ink-3" />}
      <span className={cx('line-clamp-3 min-w-0 flex-1 break-words font-semibold text-[25px] leading-[29px]', diff?.kind === 'removed' && 'line-through')}>
        {nodeTitle(node)}
      </span>
      <OpenBody data={data} afar />
      <Needs data={data} size={26} />
    </div>
  )
}

interface PortsProps {
  data: CardData
  showLabels: boolean
}

/** Whether connections end at a port, and its name where that has to be told. */
function portFacts({ geometry, connected }: CardData): (port: string) => { used: boolean; label: string | undefined } {
  const inUse = connected.split('|')
  const several = geometry.outputs.filter(({ port }) => port !== 'error').length > 1
  return (port) => {
    const used = inUse.includes(port)
    return { used, label: !used && (several || port === 'error') ? port : undefined }
  }
}

function Ports({ data, showLabels }: PortsProps) {
  const { geometry } = data
  const factsOf = portFacts(data)
  return (
    <>
      <Handle type="target" position={Position.Left} style={{ top: geometry.inputY }} className="port" />
      {geometry.outputs.map(({ port, y }) => {
        const { used, label } = factsOf(port)
        const quiet = port === 'error' && !used ? true : undefined
        return (
          <Handle key={port} id={port} type="source" position={Position.Right} style={{ top: y }} data-port={port} data-quiet={quiet} className="port">
            {showLabels && label ? (
              <span aria-hidden className="port-label">
                {label}
              </span>
            ) : null}
          </Handle>
        )
      })}
    </>
  )
}

/** Ports nobody can take hold of: dots that listen to nothing, and none for an error that leads nowhere. */
function StandingPorts({ data, showLabels }: PortsProps) {
  const { geometry } = data
  const factsOf = portFacts(data)
  return (
    <>
      <div className="react-flow__handle react-flow__handle-left port target" style={{ top: geometry.inputY }} />
      {geometry.outputs.map(({ port, y }) => {
        const { used, label } = factsOf(port)
        if (port === 'error' && !used) return null
        return (
          <div key={port} data-port={port} className="react-flow__handle react-flow__handle-right port source" style={{ top: y }}>
            {showLabels && label ? (
              <span aria-hidden className="port-label">
                {label}
              </span>
            ) : null}
          </div>
        )
      })}
    </>
  )
}
