import { Command } from 'cmdk'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { announce } from '../../../ui/announcer.ts'
import { typeLook } from '../../../ui/canvas/node-look.ts'
import { useCamera } from '../../../ui/canvas/use-camera.ts'
import { useEditor } from '../editor-context.ts'
import { adding } from '../model/adding.ts'
import type { QuickAddRequest } from '../model/editor-view.ts'
import { typesByFit } from '../model/type-fit.ts'
import { TypeIcon } from '../panels/type-icon.tsx'
import { backToCanvas } from './back-to-canvas.ts'
import { LooseConnection } from './loose-connection.tsx'

export interface QuickAddProps {
  request: QuickAddRequest
}

const SIZE = { width: 260, height: 342 }

/** Picks a node type at the pointer, the best fit for the open end first; Enter inserts and connects. */
export function QuickAdd({ request }: QuickAddProps) {
  const box = useRef<HTMLDivElement>(null)
  const { store, view } = useEditor()
  const camera = useCamera()
  const onClose = useCallback(() => view.setState({ quickAdd: undefined }), [view])
  const onPick = (type: string) => {
    adding(({ addNodeAtLooseEnd, insertOnEdge, addNodeAt, seenWhole }) => {
      const added =
        request.kind === 'end'
          ? addNodeAtLooseEnd(store, type, request.end, request.at)
          : request.kind === 'edge'
            ? insertOnEdge(store, type, request.edgeId)
            : addNodeAt(store, type, request.at)
      seenWhole(store, camera, added)
      announce(`Added ${typeLook(type).label}`)
    })
    onClose()
  }
  const [askedFrom] = useState(() => document.activeElement)
  const offers = useMemo(() => {
    const { document } = store.getState()
    if (request.kind === 'end') return typesByFit(document, request.end)
    const edge = request.kind === 'edge' ? document.edges.find(({ id }) => id === request.edgeId) : undefined
    return typesByFit(document, { nodeId: edge?.from ?? '', side: 'output', port: edge?.fromPort ?? 'out' })
  }, [request, store])
  useEffect(() => {
    const away = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) onClose()
    }
    window.addEventListener('pointerdown', away, true)
    return () => window.removeEventListener('pointerdown', away, true)
  }, [onClose])
  const left = Math.min(request.screen.x + 8, window.innerWidth - SIZE.width - 12)
  const top = Math.min(request.screen.y - 20, window.innerHeight - SIZE.height - 12)
  return (
    <div ref={box} className="pop-in fixed z-40 overflow-hidden rounded-xl border border-line bg-surface shadow-pop" style={{ left, top, width: SIZE.width }}>
      {request.kind === 'end' ? <LooseConnection end={request.end} at={request.at} /> : null}
      <Command
        label="Add a node here"
        loop
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key !== 'Escape') return
          onClose()
          if (askedFrom instanceof HTMLElement && askedFrom.isConnected && askedFrom !== document.body) askedFrom.focus()
          else void backToCanvas()
        }}
      >
        <Command.Input
          autoFocus
          placeholder="Add a node…"
          className="h-10 w-full border-line border-b bg-transparent px-3 outline-none placeholder:text-ink-3"
        />
        <Command.List className="max-h-[300px] overflow-y-auto p-1">
          <Command.Empty className="px-3 py-6 text-center text-ink-2 text-sm">No node type goes by that name.</Command.Empty>
          {offers.map((descriptor) => (
            <Command.Item
              key={descriptor.type}
              value={descriptor.label}
              keywords={[descriptor.type, ...descriptor.aliases, descriptor.category]}
              onSelect={() => onPick(descriptor.type)}
              className="flex h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2 data-[selected=true]:bg-surface-3"
            >
              <TypeIcon type={descriptor.type} small />
              <span className="flex-1">{descriptor.label}</span>
              <span className="text-ink-3 text-xs">{descriptor.category}</span>
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </div>
  )
}
